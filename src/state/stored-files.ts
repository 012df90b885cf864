export { deleteStored, storedBytes, storedHashes } from '../client/stored-files';
