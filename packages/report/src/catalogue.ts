import type {
  Action,
  Answer,
  CheckName,
  FindingKind,
  GapKind,
  ImageBand,
  ImageView,
  Language,
  LicenceBasis,
  NextStep,
  NotCheckedReason,
  Origin,
  DataClass,
  RelianceKind,
  SignalKind,
  Terms,
  UnverifiedFinding,
} from "@yurai/schema";
import type { MissingPicture } from "./verdict/html-pictures.ts";
import type { CheckMessages } from "./catalogue/check-messages.ts";
import type { CliMessages } from "./catalogue/cli-messages.ts";
import type { LedgerMessages } from "./catalogue/ledger-messages.ts";
import type { PipelineMessages } from "./catalogue/pipeline-messages.ts";
import type { ReportingMessages } from "./catalogue/reporting-messages.ts";
import { checkEn } from "./catalogue/check-en.ts";
import { checkJa } from "./catalogue/check-ja.ts";
import { cliEn } from "./catalogue/cli-en.ts";
import { cliJa } from "./catalogue/cli-ja.ts";
import { gapsEn } from "./catalogue/gaps-en.ts";
import { gapsJa } from "./catalogue/gaps-ja.ts";
import { ledgerEn } from "./catalogue/ledger-en.ts";
import { ledgerJa } from "./catalogue/ledger-ja.ts";
import { pipelineEn } from "./catalogue/pipeline-en.ts";
import { pipelineJa } from "./catalogue/pipeline-ja.ts";
import { reportingEn } from "./catalogue/reporting-en.ts";
import { reportingJa } from "./catalogue/reporting-ja.ts";
import { wordsEn } from "./catalogue/words-en.ts";
import { wordsJa } from "./catalogue/words-ja.ts";

/** One word or short phrase for each code that stored data uses. */
export interface Words {
  readonly action: Readonly<Record<Action, string>>;
  /** What each action means, in one sentence. */
  readonly actionMeaning: Readonly<Record<Action, string>>;
  readonly finding: Readonly<Record<FindingKind, string>>;
  readonly check: Readonly<Record<CheckName, string>>;
  readonly notChecked: Readonly<Record<NotCheckedReason, string>>;
  readonly origin: Readonly<Record<Origin, string>>;
  readonly dataClass: Readonly<Record<DataClass, string>>;
  readonly basis: Readonly<Record<LicenceBasis | "unknown", string>>;
  readonly reliance: Readonly<Record<RelianceKind, string>>;
  readonly answer: Readonly<Record<Answer, string>>;
  readonly question: Readonly<Record<keyof Terms, string>>;
  readonly signal: Readonly<Record<SignalKind, string>>;
  readonly unverified: Readonly<Record<UnverifiedFinding["reason"], string>>;
  /** What codes of failed checks mean; a code without words shows as it is. */
  readonly failure: Readonly<Record<string, string>>;
  readonly missingPicture: Readonly<Record<MissingPicture, string>>;
  readonly nextStep: Readonly<Record<NextStep, string>>;
  readonly band: Readonly<Record<ImageBand, string>>;
  /** How a picture is turned. */
  readonly view: Readonly<Record<Exclude<ImageView, "upright">, string>>;
  /** Categories of personal data and secrets; one that is not listed shows its own code. */
  readonly category: Readonly<Record<string, string>>;
  /** Joins items of a list on one line. */
  readonly listSeparator: string;
  /** Joins alternatives. */
  readonly orSeparator: string;
}

/** Where a gap lies, with numbers and ids already written for a reader. */
export interface GapPlaceText {
  readonly path?: string;
  readonly line?: string;
  readonly byte?: string;
  readonly field?: string;
  readonly host?: string;
  readonly segment?: string;
  readonly model?: string;
}

/** What is said about gaps. */
export interface GapMessages {
  readonly what: Readonly<Record<GapKind, (count: number) => string>>;
  readonly nextStep: Readonly<Record<GapKind, string>>;
  readonly at: (place: GapPlaceText) => string;
  readonly first: (place: string) => string;
}

/** Every message users see, in one language. Rule ids, JSON keys and exit codes stay English and are not in it. */
export interface Catalogue {
  readonly language: Language;
  readonly words: Words;
  readonly gaps: GapMessages;
  readonly check: CheckMessages;
  readonly ledger: LedgerMessages;
  readonly cli: CliMessages;
  readonly pipeline: PipelineMessages;
  readonly reporting: ReportingMessages;
}

const catalogues: Readonly<Record<Language, Catalogue>> = {
  en: {
    language: "en",
    words: wordsEn,
    gaps: gapsEn,
    check: checkEn,
    ledger: ledgerEn,
    cli: cliEn,
    pipeline: pipelineEn,
    reporting: reportingEn,
  },
  ja: {
    language: "ja",
    words: wordsJa,
    gaps: gapsJa,
    check: checkJa,
    ledger: ledgerJa,
    cli: cliJa,
    pipeline: pipelineJa,
    reporting: reportingJa,
  },
};

/** Returns every message in a language. */
export function catalogueOf(language: Language): Catalogue {
  return catalogues[language];
}
