import { z } from "zod";
import { name, prose, share } from "./scalar.ts";

/** Words of the organisation: one text for every language, or one for each. */
export type LocalText = string | { readonly ja?: string; readonly en?: string };

/** Every {@link ItemStatus}. */
export const itemStatuses = ["comply", "explain", "not-applicable"] as const;

/** What an organisation decided about an item of a code: to do it, to say why not, or that it does not apply. */
export type ItemStatus = (typeof itemStatuses)[number];

/** What an organisation says to one item of a report. */
export interface ItemAnswer {
  /** Only for items that ask for a decision; Yurai never fills it in. */
  readonly status?: ItemStatus;
  readonly text?: LocalText;
}

/** Answers to the items of one instrument, by the item's id; null is still blank. */
export type ItemAnswers = Readonly<Record<string, ItemAnswer | null>>;

/** Which domain names the EU summary lists, and which public datasets it calls large. */
export interface EuThresholds {
  /** Share of the domain names that are listed, largest first, from 0 to 1. Default 0.1. */
  readonly domainShare?: number;
  /** At most this many domain names. Default: no limit. */
  readonly domainLimit?: number;
  /** What counts as a domain name. Default `registrable`. */
  readonly domainUnit?: "registrable" | "host";
  /** A public dataset with more than this share of all public data is listed by name. Default 0.03. */
  readonly largeDatasetShare?: number;
}

/**
 * `yurai.answers.yaml`: what the ledger cannot know and a report needs, in the organisation's own words. What stands
 * under a model goes before what stands under `items`.
 */
export interface ReportAnswers {
  readonly format: "yurai-answers";
  readonly version: 1;
  /** The organisation's name as it stands on reports. */
  readonly organisation?: LocalText;
  /** Where people can ask, such as an address or a page. */
  readonly contact?: LocalText;
  readonly euThresholds?: EuThresholds;
  /** Answers by the instrument's id. */
  readonly items?: Readonly<Record<string, ItemAnswers>>;
  /** Answers that hold for one model only, by its name. */
  readonly models?: Readonly<Record<string, Readonly<Record<string, ItemAnswers>>>>;
}

const localTextSchema: z.ZodType<LocalText> = z.union([
  prose,
  z.strictObject({ ja: prose.exactOptional(), en: prose.exactOptional() }),
]);

const itemAnswersSchema: z.ZodType<ItemAnswers> = z.record(
  name,
  z.nullable(
    z.strictObject({
      status: z
        .enum(itemStatuses)
        .exactOptional()
        .describe("What you decided; only for items that ask for a decision."),
      text: localTextSchema.exactOptional().describe("Your words: one text, or one for ja and one for en."),
    }),
  ),
);

const instrumentsSchema = z.record(name, itemAnswersSchema);

export const reportAnswersSchema: z.ZodType<ReportAnswers> = z.strictObject({
  format: z.literal("yurai-answers"),
  version: z.literal(1).describe("The version of this file's format."),
  organisation: localTextSchema.exactOptional().describe("Your organisation's name."),
  contact: localTextSchema.exactOptional().describe("Where people can ask."),
  euThresholds: z
    .strictObject({
      domainShare: share.exactOptional().describe("Share of the domain names that are listed. Default 0.1."),
      domainLimit: z.int().min(1).exactOptional().describe("At most this many domain names."),
      domainUnit: z
        .enum(["registrable", "host"])
        .exactOptional()
        .describe("What counts as a domain name. Default registrable."),
      largeDatasetShare: share
        .exactOptional()
        .describe("Public datasets above this share are listed by name. Default 0.03."),
    })
    .exactOptional()
    .describe("Thresholds of the EU summary; each is printed where it is used."),
  items: instrumentsSchema.exactOptional().describe("Answers by instrument and item."),
  models: z
    .record(name, instrumentsSchema)
    .exactOptional()
    .describe("Answers that hold for one model only, by its name."),
});

/** The words in a language, or, where they are missing, those in the other. Undefined for none. */
export function localText(text: LocalText | undefined, language: "ja" | "en"): string | undefined {
  if (text === undefined || typeof text === "string") return text;
  return text[language] ?? text[language === "ja" ? "en" : "ja"];
}
