export { deleteStored, ownBytes, storedBytes, storedHashes } from '../client/stored-files';
