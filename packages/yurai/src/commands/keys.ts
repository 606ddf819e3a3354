import { createKeyFiles, createSecretKey, keyId, readPrivateKey, readPublicKey } from "@yurai/ledger";
import { renderAnswer } from "@yurai/report";
import type { Command } from "commander";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CliError } from "../error.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import type { Catalogue } from "@yurai/report";

/** `yurai keys create|show`: the Ed25519 key that signs heads, and the key that redaction hashes with; neither lies in the home. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .command("create")
    .description(cli.option.keysCreate)
    .argument("[file]", cli.option.keyFile)
    .option("--redaction", cli.option.redactionKey)
    .action(
      act(async (frame, file: string | undefined, flags: { readonly redaction?: boolean }) =>
        flags.redaction === true ? createForRedaction(frame, file) : create(frame, file),
      ),
    );
  command
    .command("show")
    .description(cli.option.keysShow)
    .argument("[file]", cli.option.keyFile)
    .action(act(async (frame, file: string | undefined) => show(frame, file)));
};

/** Where the key lies unless told: in the user's own settings, far from any ledger. */
export function defaultKeyFile(frame: Pick<Frame, "environment">): string | undefined {
  const folder = frame.environment.settingsFolder;
  return folder === undefined ? undefined : join(folder, "yurai", "signing-key.pem");
}

/** Where the key for hashes and pseudonyms lies unless told: beside the signing key. */
export function redactionKeyFile(frame: Frame, file: string | undefined): string {
  const signing = defaultKeyFile(frame);
  if (file !== undefined) return resolve(frame.cwd, file);
  if (signing !== undefined) return join(dirname(signing), "redaction-key");
  throw new CliError("bad-usage", "no home folder is known to keep the key in; name a file");
}

function keyFileOf(frame: Frame, file: string | undefined): string {
  const chosen = file === undefined ? defaultKeyFile(frame) : resolve(frame.cwd, file);
  if (chosen !== undefined) return chosen;
  throw new CliError("bad-usage", "no home folder is known to keep the key in; name a file");
}

async function create(frame: Frame, file: string | undefined): Promise<typeof done> {
  const { cli } = frame.catalogue;
  const key = createKeyFiles(keyFileOf(frame, file), frame.project.home);
  if (frame.json) {
    frame.printJson("keys", { keyId: key.keyId, privateFile: key.privateFile, publicFile: key.publicFile });
    return done;
  }
  const rows = [
    { label: cli.keyLabel.private, text: [key.privateFile, cli.keyAdvice] },
    { label: cli.keyLabel.public, text: key.publicFile },
    { label: cli.keyLabel.use, text: cli.keyUse },
  ];
  frame.print(renderAnswer({ outcome: cli.keyCreated(key.keyId), tone: "good", rows }, frame.screen));
  return done;
}

async function createForRedaction(frame: Frame, file: string | undefined): Promise<typeof done> {
  const { cli } = frame.catalogue;
  const path = createSecretKey(redactionKeyFile(frame, file), frame.project.home);
  if (frame.json) {
    frame.printJson("keys", { secretFile: path });
    return done;
  }
  const rows = [
    { label: cli.keyLabel.private, text: [path, cli.keyAdvice] },
    { label: cli.keyLabel.use, text: cli.redactionKeyUse },
  ];
  frame.print(renderAnswer({ outcome: cli.redactionKeyCreated, tone: "good", rows }, frame.screen));
  return done;
}

async function show(frame: Frame, file: string | undefined): Promise<typeof done> {
  const { cli } = frame.catalogue;
  const path = keyFileOf(frame, file);
  const publicFile = path.endsWith(".pub") ? path : `${path}.pub`;
  // A public half alone is all that whoever verifies has.
  const key = existsSync(publicFile) ? readPublicKey(publicFile) : readPrivateKey(path, frame.project.home);
  if (frame.json) {
    frame.printJson("keys", { keyId: keyId(key), publicFile });
    return done;
  }
  const rows = [{ label: cli.keyLabel.public, text: publicFile }];
  frame.print(renderAnswer({ outcome: cli.keyIs(keyId(key)), rows }, frame.screen));
  return done;
}
