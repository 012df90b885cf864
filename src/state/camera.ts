export { CAMERA_GONE, cameraRefusal, openCameraStream, playCamera } from '../client/camera';
