/** Runs ONNX models of the user's by one of two optional packages: the native one where it is, else the one in WebAssembly. */
import type * as Onnx from "onnxruntime-web";
import { PiiError } from "../error.ts";

/** A loaded model. Close it when done. */
export interface OnnxModel extends AsyncDisposable {
  /** Names of the inputs and their shapes; -1 for a side that any number fits. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly string[];
  /**
   * Runs the model on its first input.
   *
   * @throws PiiError `bad-model` when it can't be run on such an input
   */
  readonly run: (
    data: Float32Array,
    shape: readonly number[],
  ) => Promise<Readonly<Record<string, Float32Array>>>;
}

type Runtime = Pick<typeof Onnx, "InferenceSession" | "Tensor" | "env">;

/** The packages that run models, the faster first. */
const runtimes: readonly (readonly [string, () => Promise<Runtime>])[] = [
  ["onnxruntime-node", async () => runtimeOf(await import("onnxruntime-node"))],
  ["onnxruntime-web", async () => runtimeOf(await import("onnxruntime-web"))],
];

let loaded: Promise<Runtime> | undefined;

/**
 * Loads a model.
 *
 * @param what the model is, for messages
 * @throws PiiError `missing-peer` when no package that runs models is installed, `bad-model` when the bytes are none
 */
export async function openOnnx(bytes: Uint8Array, what: string): Promise<OnnxModel> {
  const { InferenceSession, Tensor } = await (loaded ??= loadRuntime());
  let session: Onnx.InferenceSession;
  try {
    // Warnings of the runtime would stand among the user's results.
    session = await InferenceSession.create(bytes, {
      logSeverityLevel: 4,
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
  } catch (cause) {
    throw new PiiError("bad-model", `The ${what} is no ONNX model that can be run. Get the file again.`, {
      cause,
    });
  }
  const [input = ""] = session.inputNames;
  return {
    inputs: session.inputMetadata.map((value) => ({
      name: value.name,
      shape: value.isTensor
        ? value.shape.map((side) => (typeof side === "number" && side > 0 ? side : -1))
        : [],
    })),
    outputs: session.outputNames,
    run: async (data, shape) => {
      const results = await session
        .run({ [input]: new Tensor("float32", data, shape) })
        .catch((cause: unknown) => {
          throw new PiiError("bad-model", "A model could not be run on a picture: it is not of the kind.", {
            cause,
          });
        });
      const numbers: Record<string, Float32Array> = {};
      for (const [name, { data: values }] of Object.entries(results))
        if (values instanceof Float32Array) numbers[name] = values;
      return numbers;
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

async function loadRuntime(): Promise<Runtime> {
  const causes: unknown[] = [];
  for (const [, load] of runtimes)
    try {
      return await load();
    } catch (cause) {
      causes.push(cause);
    }
  const names = runtimes.map(([name]) => name).join(" or ");
  throw new PiiError(
    "missing-peer",
    `Faces are not checked: no package that runs models could be loaded. Install ${names} beside yurai, such as: npm install onnxruntime-node`,
    { cause: new AggregateError(causes) },
  );
}

/** One is a module of the older kind, whose names stand under `default`. */
function runtimeOf(module: object): Runtime {
  const runtime = (
    "InferenceSession" in module ? module : (module as { readonly default: unknown }).default
  ) as Runtime;
  runtime.env.logLevel = "fatal";
  return runtime;
}
