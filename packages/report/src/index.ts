export { catalogueOf } from "./catalogue.ts";
export { renderAnswer } from "./answer-terminal.ts";
export { clean } from "./clean.ts";
export { formatBytes, formatCount, formatDate, formatDuration, formatScaled } from "./number.ts";
export { displayWidth, truncate } from "./width.ts";

export type { Catalogue } from "./catalogue.ts";
export type { CliMessages, CommandName, OptionName } from "./catalogue/cli-messages.ts";
export type { AnswerRow, ShortAnswer } from "./answer-terminal.ts";
export type { TerminalOptions } from "./terminal.ts";
