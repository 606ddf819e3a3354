/** The native runtime has the interface of the one in WebAssembly; it is not installed with this package, nor for its tests. */
declare module "onnxruntime-node" {
  export { env, InferenceSession, Tensor } from "onnxruntime-web";
}
