/** Names of hosts with the widest label first, so that a domain and the hosts below it sort together. */
import { FingerprintError } from "../error.ts";
import { maxHostLength } from "./host-table-format.ts";

/**
 * Turns the labels of a host round and lowers its letters: `News.Example.jp.` gives `jp.example.news`. An IPv4
 * address stays as it is, since its first number is already the widest; so does an IPv6 one, which has no dots.
 *
 * @throws FingerprintError `bad-input` when it is empty or not in its ASCII form, which `URL.hostname` gives
 */
export function reverseHost(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, "");
  if (/^[\x21-\x7e]+$/.test(name) && name.length <= maxHostLength) return turnRound(name);
  throw new FingerprintError("bad-input", "A host must be given in its ASCII form, as URL.hostname does.");
}

/** Turns a reversed name back, or a name round: it is its own inverse. */
export function turnRound(name: string): string {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name) ? name : name.split(".").reverse().join(".");
}
