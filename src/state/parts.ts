export { loadPart } from '../client/parts';
