export { deleteStored, ownBytes, storedBytes, storedHashes } from '../client/cached-files';
