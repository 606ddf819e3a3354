// Every rendering by name, so that one test can hold for all of them.
import type { Language } from "@yurai/schema";
import {
  renderAttribution,
  renderGithubAnnotations,
  renderGithubSummary,
  renderGitlab,
  renderInitIntro,
  renderInitSummary,
  renderJunit,
  renderModel,
  renderRecord,
  renderRun,
  renderSarif,
  renderSource,
  renderStatus,
  renderSummaryJson,
  renderTrackSummary,
  renderVerdictJson,
  renderVerdictsAsHtml,
  renderVerdictsForTerminal,
  verdictSetOf,
} from "../src/index.ts";
import type { CheckFacts, VerdictRow } from "../src/index.ts";
import { shownModel, shownRecord, shownRun, source, status, track, trackMany } from "./ledger-fixture.ts";

export interface Rendering {
  readonly file: string;
  /** Whether it shows passages that it is given. */
  readonly showsSnippets: boolean;
  readonly render: (rows: readonly VerdictRow[], facts: CheckFacts, language: Language) => string;
}

/** Renderings of verdicts. */
export const verdictRenderings: readonly Rendering[] = [
  {
    file: "check.txt",
    showsSnippets: true,
    render: (rows, facts, language) => renderVerdictsForTerminal(verdictSetOf(rows), facts, { language }),
  },
  {
    file: "report.html",
    showsSnippets: true,
    render: (rows, facts, language) => renderVerdictsAsHtml(verdictSetOf(rows), facts, { language }),
  },
  {
    file: "verdicts.jsonl",
    showsSnippets: false,
    render: (rows, facts) =>
      rows.map((row) => renderVerdictJson(row.verdict)).join("") +
      renderSummaryJson(verdictSetOf(rows), facts),
  },
  {
    file: "check.sarif",
    showsSnippets: false,
    render: (rows, facts, language) => renderSarif(verdictSetOf(rows), facts, { language }),
  },
  {
    file: "junit.xml",
    showsSnippets: false,
    render: (rows, facts, language) => renderJunit(verdictSetOf(rows), facts, { language }),
  },
  {
    file: "github-annotations.txt",
    showsSnippets: false,
    render: (rows, facts, language) => renderGithubAnnotations(verdictSetOf(rows), facts, { language }),
  },
  {
    file: "github-summary.md",
    showsSnippets: false,
    render: (rows, facts, language) => renderGithubSummary(verdictSetOf(rows), facts, { language }),
  },
  {
    file: "gitlab.json",
    showsSnippets: false,
    render: (rows, facts, language) => renderGitlab(verdictSetOf(rows), facts, { language }),
  },
  {
    file: "attribution.txt",
    showsSnippets: false,
    render: (rows, _, language) => renderAttribution(verdictSetOf(rows), { language }),
  },
];

/** The screens of the ledger; `change` may alter the data first. */
export const screens: readonly {
  readonly file: string;
  readonly render: (language: Language, change: <T>(data: T) => T) => string;
}[] = [
  { file: "track.txt", render: (language, change) => renderTrackSummary(change(track), { language }) },
  {
    file: "track-many.txt",
    render: (language, change) => renderTrackSummary(change(trackMany), { language }),
  },
  { file: "status.txt", render: (language, change) => renderStatus(change(status), { language }) },
  { file: "show-source.txt", render: (language, change) => renderSource(change(source), { language }) },
  { file: "show-run.txt", render: (language, change) => renderRun(change(shownRun), { language }) },
  { file: "show-model.txt", render: (language, change) => renderModel(change(shownModel), { language }) },
  { file: "show-record.txt", render: (language, change) => renderRecord(change(shownRecord), { language }) },
  {
    file: "init.txt",
    render: (language, change) =>
      renderInitIntro(change("./.yurai"), { language }) +
      renderInitSummary(
        change({
          home: "./.yurai",
          files: [
            { path: "yurai.config.yaml", holds: "config", existed: false },
            { path: "yurai.policy.yaml", holds: "policy", existed: true },
            { path: "yurai.waivers.jsonl", holds: "waivers", existed: false },
          ],
          next: "yurai track hf:llm-jp/databricks-dolly-15k-ja",
        }),
        { language },
      ),
  },
];
