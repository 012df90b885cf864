export { deleteStored, storedBytes } from '../client/stored-files';
