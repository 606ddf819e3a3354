// A source as the configuration and the command line declare it together.
import type { Ledger } from "@yurai/ledger";
import {
  classOf,
  origins,
  parse,
  sourceSchema,
  toLicence,
  type Config,
  type DataClass,
  type DeclaredLicence,
  type DeclaredSource,
  type Evidence,
  type Licence,
  type LicenceClaim,
  type Origin,
  type Source,
} from "@yurai/schema";
import { isSpdxExpression, type SourceDeclaration } from "@yurai/track";
import { CliError } from "../error.ts";
import { configName, declaredSource } from "../home/config.ts";

/** What the command line says of a source, with what the configuration says of all. */
export interface SourceFlags {
  readonly regions?: Source["regions"];
  readonly origin?: Origin;
  readonly class?: DataClass;
  readonly licence?: string;
  readonly evidence?: Evidence;
}

type Claim = Omit<LicenceClaim, "at">;

/** What is declared of a source: its facts if anyone states an origin, and claims about its licence. */
export interface Declared {
  readonly name: string;
  readonly declaration?: SourceDeclaration;
  /** Claims about a source whose facts nobody declares. */
  readonly claims: readonly Claim[];
}

/**
 * Puts together what is known: the configuration first, then the ledger, and flags over both.
 *
 * @throws SchemaError `bad-input`; CliError `bad-usage` where a class is given and nobody says the origin: it would be lost
 */
export function declare(
  name: string,
  declared: DeclaredSource | undefined,
  recorded: Source | undefined,
  flags: SourceFlags,
): Declared {
  const claims = [...configClaims(name, declared), ...flagClaims(flags)];
  const facts = declared === undefined ? recorded : factsOf(declared);
  const origin = flags.origin ?? facts?.origin;
  if (origin === undefined) {
    if (flags.class !== undefined) throw classWithoutOrigin(name, flags.class);
    return { name, claims };
  }
  const { regions } = flags;
  const whole = {
    ...(regions !== undefined && { regions }),
    ...facts,
    name,
    origin,
    ...(flags.class !== undefined && { class: flags.class }),
  };
  // A class that follows from the origin says nothing new.
  const { class: dataClass, ...rest } = whole;
  const source = dataClass === undefined || dataClass === classOf(origin) ? rest : whole;
  const evidence = flags.evidence ?? declared?.evidence;
  return {
    name,
    declaration: {
      source: parse(sourceSchema, source, { what: "the source" }),
      licences: claims,
      ...(evidence !== undefined && { evidence }),
    },
    claims: [],
  };
}

/**
 * What a reader declares of a package, with what the configuration says of it: under the source's own name, or under that
 * name without its version. What the project states wins over what the reader found; claims about the licence are all kept.
 */
export function withConfigured(declaration: SourceDeclaration, config: Config): SourceDeclaration {
  const { source, licences = [] } = declaration;
  const { name } = source;
  const declared = declaredSource(config, name) ?? declaredSource(config, name.replace(/(?<=.)@[^@/]*$/, ""));
  const regions = source.regions ?? config.regions;
  const facts = {
    ...source,
    ...(regions !== undefined && { regions }),
    ...(declared && factsOf(declared)),
    name,
  };
  return {
    ...declaration,
    source: facts,
    licences: [...licences, ...configClaims(declared?.name ?? name, declared)],
    ...(declared?.evidence !== undefined && { evidence: declared.evidence }),
  };
}

/** Writes claims about a source that has no declaration, unless the ledger has them. */
export async function appendClaims(ledger: Ledger, { name, claims }: Declared, at: string): Promise<void> {
  const [view] = await ledger.sources([name]);
  const known = new Set((view?.licences ?? []).map(({ fact }) => keyOf(fact)));
  const rows = claims.filter((claim) => !known.has(keyOf(claim)));
  if (rows.length === 0) return;
  await ledger.append(
    rows.map((claim) => ({ kind: "licence" as const, body: { source: name, claim: { ...claim, at } } })),
  );
}

function classWithoutOrigin(name: string, given: DataClass): CliError {
  const fitting = origins.filter((origin) => classOf(origin) === given).map((origin) => `--origin ${origin}`);
  return new CliError(
    "bad-usage",
    `nobody has said how you came by ${name}, and a class alone is not recorded; give ${fitting.join(" or ")}`,
  );
}

/** Turns what a person writes as a licence into one: not everything is an SPDX expression. */
function licenceOf(declared: DeclaredLicence): Licence {
  if (typeof declared === "string" && !isSpdxExpression(declared)) return { kind: "custom", name: declared };
  return toLicence(declared);
}

function factsOf(declared: DeclaredSource): Source {
  const { licence: _licence, evidence: _evidence, paths: _paths, fields: _fields, ...facts } = declared;
  return facts;
}

function configClaims(name: string, declared: DeclaredSource | undefined): readonly Claim[] {
  if (declared?.licence === undefined) return [];
  const evidence = {
    kind: "file",
    path: configName,
    field: `sources.${name}.licence`.slice(0, 200),
  } as const;
  return [{ basis: "declared", licence: licenceOf(declared.licence), evidence, by: configName }];
}

function flagClaims(flags: SourceFlags): readonly Claim[] {
  if (flags.licence === undefined) return [];
  return [{ basis: "declared", licence: licenceOf(flags.licence), by: "yurai track --licence" }];
}

function keyOf(claim: Claim): string {
  return JSON.stringify([claim.basis, claim.licence, claim.by]);
}
