/**
 * A Grafana dashboard for a mesh, real or simulated: both have the same metric names, and only simulated series carry
 * the label `topology`, so one dashboard lays them over each other. Written to docs/examples by `npm run generate`.
 * Schema: Grafana 10 and later (schemaVersion 39).
 */

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly help: string;
  readonly queries: readonly (readonly [expression: string, legend: string])[];
}

const RATE = "$__rate_interval";
const WHERE = "{{topology}} {{cluster}} {{instance}}";
/** Simulated series have a sum over all clusters too; a real mesh has none. */
const EACH = 'cluster!="all"';

const PANELS: readonly Panel[] = [
  {
    title: "Sync latency",
    unit: "s",
    help: "From a change in the source cluster to an agent having applied it. Simulated only.",
    queries: [
      [
        'sync_latency_seconds{stage="total",type="all",quantile=~"0.5|0.99"}',
        "{{topology}} p{{quantile}}",
      ],
    ],
  },
  {
    title: "Kvstore writes, p99",
    unit: "s",
    help: "Time of writes after the limiter, from the histograms of a real mesh.",
    queries: ["clustermesh_apiserver", "kvstoremesh"].map((process) => [
      `histogram_quantile(0.99, sum by (le) (rate(cilium_${process}_kvstore_operations_duration_seconds_bucket{kind="set"}[${RATE}])))`,
      process,
    ]),
  },
  {
    title: "Watchers and watch streams",
    unit: "short",
    help: "Per etcd.",
    queries: [
      [`etcd_debugging_mvcc_watcher_total{${EACH}}`, `watchers ${WHERE}`],
      [`etcd_debugging_mvcc_watch_stream_total{${EACH}}`, `streams ${WHERE}`],
    ],
  },
  {
    title: "Slow watchers",
    unit: "short",
    help: "Watchers that an etcd had to set aside.",
    queries: [[`etcd_debugging_mvcc_slow_watcher_total{${EACH}}`, WHERE]],
  },
  {
    title: "etcd puts",
    unit: "ops",
    help: "Per etcd.",
    queries: [[`rate(etcd_mvcc_put_total{${EACH}}[${RATE}])`, WHERE]],
  },
  {
    title: "etcd watch events sent",
    unit: "ops",
    help: "Events times the watchers that get them, per etcd.",
    queries: [[`rate(etcd_debugging_mvcc_events_total{${EACH}}[${RATE}])`, WHERE]],
  },
  {
    title: "Bytes sent by etcd",
    unit: "Bps",
    help: "Per etcd, to all its clients.",
    queries: [[`rate(etcd_network_client_grpc_sent_bytes_total{${EACH}}[${RATE}])`, WHERE]],
  },
  {
    title: "Keys of etcd",
    unit: "short",
    help: "Own and mirrored ones.",
    queries: [[`etcd_debugging_mvcc_keys_total{${EACH}}`, WHERE]],
  },
  {
    title: "etcd database",
    unit: "bytes",
    help: "Its quota is 2 GiB by default.",
    queries: [[`etcd_mvcc_db_total_size_in_bytes{${EACH}}`, WHERE]],
  },
  {
    title: "Sync queues",
    unit: "short",
    help: "Keys waiting to be written: what grows here is too slow.",
    queries: [
      [`cilium_clustermesh_apiserver_kvstore_sync_queue_size{${EACH}}`, `apiserver ${WHERE}`],
      [`cilium_kvstoremesh_kvstore_sync_queue_size{${EACH}}`, `kvstoremesh ${WHERE}`],
    ],
  },
];

const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

/** The dashboard, ready for Grafana's import. */
export function renderGrafanaDashboard(): string {
  const datasource = { type: "prometheus", uid: "${datasource}" };
  const panels = PANELS.map(({ title, unit, help, queries }, index) => ({
    id: index + 1,
    type: "timeseries",
    title,
    description: help,
    datasource,
    gridPos: {
      h: HEIGHT,
      w: WIDTH,
      x: (index % COLUMNS) * WIDTH,
      y: Math.floor(index / COLUMNS) * HEIGHT,
    },
    fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 0 } }, overrides: [] },
    options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } },
    targets: queries.map(([expr, legendFormat], at) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + at),
      datasource,
      expr,
      legendFormat,
    })),
  }));
  const dashboard = {
    title: "Cilium Cluster Mesh: measured and simulated",
    uid: "clustermesh-sim",
    description: "Series with a topology are simulated by clustermesh-sim; those without are real.",
    tags: ["cilium", "clustermesh"],
    schemaVersion: 39,
    version: 1,
    editable: true,
    time: { from: "now-1h", to: "now" },
    refresh: "",
    templating: {
      list: [{ name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus" }],
    },
    annotations: { list: [] },
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
