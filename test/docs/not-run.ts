/**
 * Why a block of commands in the documentation is not run by the test of its page. Few reasons, and each names the test
 * that covers such commands instead. Their options and files are checked all the same.
 */

/** Reason, as in `<!-- not run: serves -->`, and the test that stands in. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  /** Installs packages and builds: the test command itself begins with that. */
  installs: "test/tidy/readme-commands-exist.test.ts",
  /** Runs until Ctrl-C. */
  serves: "test/cli/explorer-is-served.test.ts",
  /** Needs a batch engine. */
  slurm: "test/deploy/slurm-array-runs-a-sweep.test.ts",
  kubernetes: "test/deploy/kubernetes-manifests-fit-the-api.test.ts",
  /** Needs a real mesh; its output has the form of the files in docs/examples/real-mesh. */
  "real mesh": "test/docs/commands-of-pages-run.test.ts",
  /** Measures for minutes, on an etcd that only the tests install. */
  etcd: "test/cli/lab-runs-end-to-end.test.ts",
  /** Another program, which only the tests install. */
  promtool: "test/report/formats/openmetrics-go-round.test.ts",
};
