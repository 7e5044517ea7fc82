import { group, scenario, COSTS } from "./models/small-mesh.js";
import { simulate } from "../src/runner/simulate.js";
import type { Incident } from "../src/scenario/incident.js";
const all=["cluster-001","cluster-002","cluster-003"];
const S=1e9;
const one=["cluster-001"];
const cases: Record<string, any> = {
 "agents-restart": {what:"agents-restart",clusters:one,agents:{fraction:1},waves:undefined,jitterNs:0,downtimeNs:2*S},
 "agents-waves": {what:"agents-restart",clusters:all,agents:{fraction:1},waves:{size:{count:2},everyNs:4*S},jitterNs:S,downtimeNs:2*S},
 "mesh-upgrade": {what:"mesh-upgrade",clusters:all,waves:{size:{count:2},everyNs:4*S},everyNs:10*S,downtimeNs:2*S},
 "pod": {what:"apiserver-pod-replaced",clusters:one,downtimeNs:2*S},
 "drain": {what:"node-drained",clusters:one,downtimeNs:2*S},
 "etcd": {what:"etcd-restart",clusters:one,downtimeNs:2*S},
 "apis": {what:"apiserver-restart",clusters:one,downtimeNs:2*S},
 "kvsm": {what:"kvstoremesh-restart",clusters:one,downtimeNs:2*S},
 "hung": {what:"writer-hung",clusters:one,forNs:20*60*S,process:"apiserver"},
 "hungkv": {what:"writer-hung",clusters:one,forNs:20*60*S,process:"kvstoremesh"},
 "pause-agents": {what:"process-paused",clusters:one,forNs:30*S,process:"agents"},
 "pause-etcd": {what:"process-paused",clusters:one,forNs:60*S,process:"etcd"},
 "pause-kv": {what:"process-paused",clusters:one,forNs:30*S,process:"kvstoremesh"},
 "joins": {what:"cluster-joins",clusters:one},
 "leaves": {what:"cluster-leaves",clusters:one},
 "partition": {what:"partition",between:["cluster-001","cluster-002"],forNs:100*S},
 "partition-short": {what:"partition",between:["cluster-001","cluster-002"],forNs:10*S},
 "degraded": {what:"link-degraded",between:["cluster-001","cluster-002"],forNs:30*S,rttNs:0.2*S,bandwidthBps:1e6,loss:0.05},
 "compaction": {what:"etcd-compaction",clusters:one},
 "quota": {what:"etcd-quota-full",clusters:one,forNs:20*S},
 "slow": {what:"slow-disk",clusters:one,forNs:20*S,factor:100},
 "cpu": {what:"cpu-squeezed",clusters:one,forNs:20*S,cores:1},
 "burst": {what:"churn-burst",clusters:one,burst:"rollout",objects:300,overNs:5*S},
 "burst-ns": {what:"churn-burst",clusters:one,burst:"namespace-deleted",objects:30,overNs:5*S},
 "burst-np": {what:"churn-burst",clusters:one,burst:"node-pool-replaced",objects:50,overNs:5*S},
};
const only = process.argv[2];
for (const [name,c] of Object.entries(cases)) {
  if (only && only!==name) continue;
  for (const topology of ["original","kvstoremesh"] as const) for (const fidelity of ["cohort","individual"] as const) {
  const incident = {...c, name, atNs: 10*S} as Incident;
  const long = c.forNs>100*S;
  try {
    const t0=Date.now();
    const r = simulate({ scenario: scenario({fidelity, groups:[group({nodes:6})], apiserver: {...scenario().apiserver,qps:100}, incidents:[incident], timeline:{...scenario().timeline,durationNs: (long?1500:180)*S, drainNs: 60*S}}), topology, seed:"1", costs:COSTS, checks: fidelity==="individual"?"full":"normal" });
    const g=(m:string,s:string)=>r.rows.filter(x=>x.metric===m&&x.stat===s).map(x=>(x.labels["client"]??x.labels["period"]??"")+x.value.toPrecision(4)).join(",");
    console.log(name,topology,fidelity,"rec",g("incident_recovery_seconds","value"),"recon",g("incident_clients_reconnected","sum"),"listed",g("incident_keys_listed","sum"),"stale",g("incident_stale_seconds","max"),"p99",g("incident_resync_seconds","p99"),"cpu",g("incident_etcd_cpu_cores","max"), "und", g("changes_undelivered","value"),"lat",g("incident_latency_seconds","p99"), Date.now()-t0,"ms");
  } catch(e) { console.log("!!",name,topology,fidelity,(e as Error).stack?.slice(0,1500)); }
  }
}
