/**
 * What the incidents of a run come to, in sentences: the worst recovery and who was hit, and what was checked.
 * Only figures of the records (incidents.ts) are used, so each sentence can be checked against a table.
 */
import { humanise } from "./format.js";
import type { Incident, IncidentRecord } from "./incidents.js";
import { allIncidents, worstFirst } from "./incidents.js";
import type { CheckedInvariant } from "./invariants.js";
import { checkedInvariants } from "./invariants.js";
import type { RunDocuments } from "./run-documents.js";
import { topologiesOf } from "./run-documents.js";
import { clientWord, listWords, topologyWord } from "./words.js";

/** The worst recovery and who was hit by it, in one sentence; another one when incidents were not over. */
export function incidentSentences(docs: RunDocuments): readonly string[] {
  const all = allIncidents(docs);
  const [worst] = worstFirst(all);
  if (worst === undefined) return ["The run recorded nothing about its incidents."];
  const open = all.filter(({ records }) => records.some(({ recovery }) => recovery === undefined));
  if (open.length < 2) return [worstSentence(worst)];
  const verb = `${open.length} of ${all.length} incidents were not over when the run ended`;
  return [worstSentence(worst), `${verb}; the table says which. A longer drain would show more.`];
}

/** What an incident did in the topology that took longest, and how long the other one took. */
function worstSentence({ name, records }: Incident): string {
  const [slowest, other] = [...records].sort(
    (a, b) => (b.recovery ?? Infinity) - (a.recovery ?? Infinity),
  );
  if (slowest === undefined) return "";
  const word = topologyWord(slowest.topology);
  const than =
    other === undefined ? "" : ` (${topologyWord(other.topology)}: ${recoveryWords(other)})`;
  const took =
    slowest.recovery === undefined
      ? `${word} was not in sync again when the run ended${than}`
      : `${word} needed ${humanise(slowest.recovery, "seconds")} until every client was in sync again${than}`;
  return `Worst recovery: after “${name}” ${took}; it ${hitWords(slowest)}${staleWords(slowest)}.`;
}

/** `1.2 s`, or `not over when the run ended`. */
export function recoveryWords({ recovery }: IncidentRecord): string {
  return recovery === undefined ? "not over when the run ended" : humanise(recovery, "seconds");
}

/** Who was hit: `made 400 clients of agents and 8 of kvstoremesh reconnect`. */
export function hitWords({ reconnected }: IncidentRecord): string {
  const words = [...reconnected].map(
    ([client, count], index) =>
      `${humanise(count, "count")} ${index === 0 ? clients(count) : ""}of ${clientWord(client)}`,
  );
  return words.length === 0 ? "took no client out of sync" : `made ${listWords(words)} reconnect`;
}

function clients(count: number): string {
  return count === 1 ? "client " : "clients ";
}

function staleWords({ stale }: IncidentRecord): string {
  if (stale === undefined) return "";
  return `, and data in use were up to ${humanise(stale, "seconds")} old`;
}

/** What was checked, in one sentence. */
export function checkedSentence(docs: RunDocuments): string {
  const all = checkedInvariants(docs);
  if (all.length === 0) return "This run recorded no checks of invariants.";
  const broken = all.filter(({ violations }) => violations > 0);
  const checks = all.reduce((sum, one) => sum + totalChecks(one), 0);
  const what = `${all.length} ${all.length === 1 ? "invariant" : "invariants"}, checked ${humanise(checks, "count")} times`;
  const where = topologiesOf(docs).length === 2 ? " in the two topologies together" : "";
  if (broken.length === 0) return `${what}${where}: none was broken.`;
  const words = broken.map(
    ({ name, violations }) => `“${name}” ${humanise(violations, "count")} times`,
  );
  return `${what}${where}: broken were ${listWords(words)}. Figures of this run are not to be trusted.`;
}

function totalChecks({ checks }: CheckedInvariant): number {
  return [...checks.values()].reduce((sum, count) => sum + count, 0);
}
