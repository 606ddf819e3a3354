import { formatCount } from "../number.ts";
import type { PipelineMessages } from "./pipeline-messages.ts";
import { plural } from "./plural.ts";

/** What the commands that check say, in English. */
export const pipelineEn: PipelineMessages = {
  option: {
    checkFile: "file of outputs, a picture, a folder of either, or - for standard input",
    format: "form of the file (default: by its name; jsonl for standard input)",
    checkText: "field that holds the output",
    model: "the model that wrote the outputs: its runs and bases are searched",
    policy: "policy file, or the name of a built-in one",
    use: "what the outputs are for, such as publish (default: the policy's)",
    out: "folder for report.html, attribution.txt and verdicts.jsonl",
    sarif: "write SARIF 2.1.0",
    junit: "write JUnit XML",
    html: "write the report as one HTML file",
    github: "annotations and step summary for GitHub Actions",
    gitlab: "write a GitLab code quality report",
    keepOutputs: "keep the texts of outputs for so many days (default 30)",
    showText: "show matching passages, in HTML and on a terminal only",
    showImages: "put small pictures of outputs and matched records into the HTML file",
    shadow: "only look on: exit 0 where outputs would be stopped",
    workers: "threads that check",
    names:
      "look for names of people: dictionary (Japanese; 400 MB a worker), or the folder of a model of yours",
    faces: "look for faces in pictures with this model (YuNet, ONNX)",
    faceFeatures: "tell faces apart with this model (SFace, ONNX), against those of yurai faces",
    facesEnrol: "enrol a person; only numbers of the face are kept, encrypted",
    facesName: "who it is; verdicts show an id instead",
    facesPictures: "pictures that show the person alone",
    facesBecause: "what allows it, such as a consent and its date",
    facesList: "who is enrolled",
    facesRemove: "delete a person's numbers",
    facesId: "id or name of an enrolled person",
    bundle: "search this bundle instead of a home",
    resume: "go on with the check of the same file that was interrupted",
    policyTest: "run the examples written beside the rules",
    policyDiff: "replay kept verdicts under two policies",
    policyShow: "print a built-in policy, to begin with",
    policyFile: "policy file, or the name of a built-in one",
    preset: "publish, internal-research, voice or cross-border",
    packModel: "pack what this model and its bases learned from (default: everything)",
    packOut: "the bundle to write",
    withText: "carry along the texts that prove matches, also of sources that are read again",
    importFile: "verdicts.jsonl that a check with --bundle wrote",
    count: "how many prompts",
    promptsOut: "file of prompts to write",
    promptLength: "characters of each prompt",
    seed: "number that fixes the draw",
    evaluationFile: "file of evaluation items, JSON Lines",
    redactId: "redact only this output (may be given again); the others stay as they are",
    how: "what takes a value's place: mask (asterisks), type, hash or pseudonym",
    redactKey: "key for hash and pseudonym (default: the one of yurai keys create --redaction)",
    redactOut: "write the result here instead of to standard output; may be the input",
  },
  enrolled: (id) => `${id} enrolled; verdicts show the id, never the name`,
  enrolledPersons: (persons) =>
    persons === 0 ? "nobody is enrolled" : `${plural(persons, "enrolled person")}`,
  unenrolled: (persons) => `${plural(persons, "person")} removed, with all numbers of the face`,
  enrolledPictures: (pictures) => `pictures ${pictures}`,

  noHome: (home) =>
    `There is no ledger at ${home}: nothing can be searched, so every output is incomplete. Begin with yurai init.`,
  notRecorded: (code) => `note: the verdicts are not recorded in the ledger (${code})`,
  tryText: "for one plain text: yurai check FILE --format text (- reads standard input)",
  unknownModel: (model, meant, known) =>
    `no model ${model} in this ledger${meant === "" ? "" : `; did you mean ${meant}?`}\n` +
    (known === "" ? "" : `  recorded: ${known}\n`) +
    `  to record it: yurai model add ${model} --run RUN\n` +
    `  or with the data: yurai track PATH --source NAME --model ${model}`,
  badInput: (rows) =>
    `bad input: ${plural(rows, "row")} could not be read and ${rows === 1 ? "was" : "were"} not checked`,
  withoutText: (outputs, field) =>
    `${plural(outputs, "output")} without a text in the field "${field}"; --text names another field`,
  otherModel: (outputs) =>
    `${plural(outputs, "output")} ${outputs === 1 ? "names" : "name"} another model than --model; they were held against the data of --model`,
  resumed: (outputs) => `resumed: ${plural(outputs, "output")} had been checked before`,
  nothingToResume:
    "there is no interrupted check of this file under this policy; checking from its beginning",
  interrupted: (outputs) =>
    `interrupted after ${plural(outputs, "output")}; their verdicts are recorded, --resume goes on`,
  progress: (outputs, rate) => `${outputs} outputs  ${rate} a second`,
  keptOutputs: (path, days) => `texts of the outputs are kept in ${path} for ${plural(days, "day")}`,
  expiredOutputs: (files) => `deleted ${plural(files, "file")} of kept outputs whose days are over`,
  damagedSegments: (segments) =>
    `${plural(segments, "segment")} cannot be read; run yurai verify to see which and why`,

  memorised: (memorised, answered) =>
    `memorised  ${formatCount(memorised)} of ${plural(answered, "answer")} repeat the source their prompt was drawn from`,
  memorisedRow: (memorised, answered, rate, low, high) =>
    `${memorised} of ${answered}  ${rate}  (95 % interval ${low} to ${high})`,
  memorisedTerms: (answer) => `terms on outputs: ${answer}`,

  policyPassed: (examples, rules) =>
    `PASS  ${plural(examples, "example")} of ${plural(rules, "rule")} come out as written`,
  policyFailed: (failed, examples) =>
    `FAIL  ${formatCount(failed)} of ${plural(examples, "example")} come out otherwise`,
  exampleFailed: (example, expected, action, by) =>
    `example ${example}: expected ${expected}, is ${action}, decided by ${by}`,
  otherwise: "otherwise",
  untested: (rules) => `no example reaches: ${rules}`,
  untestedLabel: "untested",
  diffOutcome: (changed, compared) =>
    `${formatCount(changed)} of ${plural(compared, "kept verdict")} would come out otherwise`,
  diffNothing: "no verdicts are kept in this ledger; run yurai check first",
  diffRow: (before, after, rules) => `${before} -> ${after}${rules === "" ? "" : `  by ${rules}`}`,
  diffLimit: {
    "lower-threshold":
      "the new policy has a lower threshold: what lay below the old one was not kept and cannot show",
    "standard-texts": "the standard texts differ: matches were measured with the old ones",
  },
  limitLabel: "not shown",

  packed: (path, size) => `wrote ${path}  ${size}`,
  packedSegments: (segments, records, sources) =>
    `${plural(segments, "segment")}, ${records} records of ${plural(sources, "source")}`,
  packedLabel: {
    model: "model",
    holds: "holds",
    digest: "sha256",
    text: "text",
    next: "next",
    notSearched: "not searched",
  },
  everyModel: "every record, of whatever model",
  textStaysBehind: (sources, records) =>
    `WARNING  the texts of ${records} records of ${plural(sources, "source")} stay behind: they are read again from where they lie. ` +
    "A runner that cannot read them there gets unverified matches. --with-text carries them along.",
  textWithin: (records) => `the texts of ${records} records are in the bundle; guard it like its sources`,
  lostSegments: (segments) =>
    `${plural(segments, "segment")} cannot be read and would be missing; run yurai verify, then pack again`,

  redacted: (values, changed, rows, kinds) =>
    `redacted ${plural(values, "value")} in ${formatCount(changed)} of ${plural(rows, "output")}${kinds === "" ? "" : `: ${kinds}`}`,
  redactedBroken: (rows, leftAlone) =>
    leftAlone
      ? `bad input: ${plural(rows, "row")} could not be read and ${rows === 1 ? "was" : "were"} left alone`
      : `bad input: ${plural(rows, "row")} could not be read and ${rows === 1 ? "was" : "were"} redacted as plain text`,

  imported: (verdicts) => `imported ${plural(verdicts, "verdict")}`,
  importedBefore: (verdicts) =>
    `nothing to do: these ${plural(verdicts, "verdict")} are in the ledger already`,
  importedLabel: "check",

  probed: (prompts, path) => `wrote ${plural(prompts, "prompt")} to ${path}`,
  probedRow: (prompts, origin) => `${prompts}  ${origin}`,
  probedFewer: (wanted) =>
    `fewer than the ${formatCount(wanted)} asked for: no further record has a text that can be read`,
  probedWithout: (records) =>
    `${plural(records, "record")} drawn without a text that can be read were passed over`,
  probeNext: (path) =>
    `let the model answer each prompt of ${path}; add its answer to the row as text; then yurai check`,
  nextLabel: "next",
  gapLabel: "gaps",

  overlapOutcome: (found, items) =>
    `${formatCount(found)} of ${plural(items, "evaluation item")} share text with the training data`,
  overlapRow: (characters, share, whole) =>
    whole ? `the whole item, ${characters} characters` : `${characters} characters run, ${share} of the item`,
  overlapUnverified: "by its hashes only: the record's text cannot be had",
  overlapMore: (count) => `${formatCount(count)} more; --json lists all`,
  item: (id) => `item ${id}`,
};
