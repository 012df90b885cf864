export { CAMERA_GONE, cameraRefusal, openCameraStream } from '../client/camera';
