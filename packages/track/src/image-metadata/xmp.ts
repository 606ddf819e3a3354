/** The properties of an XMP packet that speak of rights: PLUS, TDMRep, Creative Commons, Dublin Core, IPTC. */
import type { SaxesTagNS } from "saxes";
import type { Answer } from "@yurai/schema";
import { directiveText, type FoundSignal } from "../signals/found-signal.ts";
import { tdmSignal } from "../signals/tdmrep.ts";
import { walkXml } from "../signals/xml.ts";

/** Properties by the names below; lists and alternatives are joined by line breaks. */
export type XmpProperties = Readonly<Partial<Record<XmpName, string>>>;

const rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const names = {
  "http://ns.useplus.org/ldf/xmp/1.0/DataMining": "plusDataMining",
  "http://ns.useplus.org/ldf/xmp/1.0/OtherConstraints": "plusOtherConstraints",
  "http://www.w3.org/ns/tdmrep#reservation": "tdmReservation",
  "http://www.w3.org/ns/tdmrep#policy": "tdmPolicy",
  "http://www.w3.org/ns/tdmrep/reservation": "tdmReservation",
  "http://www.w3.org/ns/tdmrep/policy": "tdmPolicy",
  "http://creativecommons.org/ns#license": "licence",
  "http://ns.adobe.com/xap/1.0/rights/UsageTerms": "usageTerms",
  "http://ns.adobe.com/xap/1.0/rights/WebStatement": "webStatement",
  "http://purl.org/dc/elements/1.1/rights": "rights",
  "http://purl.org/dc/elements/1.1/creator": "creator",
  "http://ns.adobe.com/photoshop/1.0/Credit": "creditLine",
  "http://iptc.org/std/Iptc4xmpExt/2008-02-29/DigitalSourceType": "digitalSourceType",
  "http://iptc.org/std/Iptc4xmpExt/2008-02-29/AISystemUsed": "aiSystemUsed",
  "http://www.tc260.org.cn/ns/AIGC/1.0/AIGC": "aigcLabel",
  "http://ns.adobe.com/xap/1.0/CreatorTool": "creatorTool",
  "http://purl.org/dc/terms/provenance": "provenance",
} as const;

/** A property that is read. */
type XmpName = (typeof names)[keyof typeof names];

const known = new Map<string, XmpName>(Object.entries(names));
const maxValueLength = 20_000;

/** Reads a packet; undefined when it is no well-formed XML or beyond a limit. Linear; never throws. */
export function readXmp(packet: string): XmpProperties | undefined {
  const values: Partial<Record<XmpName, string>> = {};
  const add = (name: XmpName, text: string): void => {
    const value = text.trim().slice(0, maxValueLength);
    if (value !== "") values[name] = values[name] === undefined ? value : `${values[name]}\n${value}`;
  };
  let current: XmpName | undefined;
  let depth = 0;
  let text = "";
  const open = (tag: SaxesTagNS): void => {
    if (current !== undefined) {
      depth++;
      text = "";
      return;
    }
    for (const { uri, local, value } of Object.values(tag.attributes)) {
      const name = known.get(uri + local);
      if (name !== undefined) add(name, value);
    }
    current = known.get(tag.uri + tag.local);
    text = "";
    const resource = Object.values(tag.attributes).find(
      ({ uri, local }) => uri === rdf && local === "resource",
    );
    if (current !== undefined && resource !== undefined) add(current, resource.value);
  };
  const isWhole = walkXml(packet.replace(/^\uFEFF/, ""), {
    open,
    text: (part) => {
      if (current !== undefined && text.length < maxValueLength) text += part;
    },
    close: () => {
      if (current === undefined) return;
      add(current, text);
      text = "";
      if (depth === 0) current = undefined;
      else depth--;
    },
  });
  return isWhole ? values : undefined;
}

const plusAnswers: Readonly<Record<string, Answer>> = {
  "DMI-UNSPECIFIED": "unknown",
  "DMI-ALLOWED": "yes",
  "DMI-PROHIBITED": "no",
  "DMI-PROHIBITED-AIMLTRAINING": "no",
  "DMI-PROHIBITED-GENAIMLTRAINING": "no",
  "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING": "no",
  "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR": "conditions",
  "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR": "conditions",
};

/** What these properties say about training. */
export function xmpSignals(properties: XmpProperties): readonly FoundSignal[] {
  const { plusDataMining, plusOtherConstraints, tdmReservation, tdmPolicy } = properties;
  const tdm = tdmReservation === undefined ? undefined : tdmSignal(tdmReservation, tdmPolicy);
  const plus = plusDataMining === undefined ? [] : [plusSignal(plusDataMining, plusOtherConstraints)];
  return tdm === undefined ? plus : [...plus, tdm];
}

function plusSignal(value: string, constraints: string | undefined): FoundSignal {
  const term = value.slice(value.lastIndexOf("/") + 1).toUpperCase();
  // A constraint that is announced and not there leaves the prohibition.
  const constrained = constraints === undefined ? "no" : "conditions";
  const training = term === "DMI-PROHIBITED-SEECONSTRAINT" ? constrained : (plusAnswers[term] ?? "unknown");
  return { kind: "plus", value: directiveText(value), training };
}
