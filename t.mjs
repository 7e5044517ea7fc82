import { randomScenario } from "./dist/src/fuzz/random-scenario.js";
import { runCase } from "./dist/src/fuzz/run-case.js";
import { loadCostProfile } from "./dist/src/runner/cost-profiles.js";
const costs=loadCostProfile("default"); const T=process.cpuUsage(); let ev=0; let h="";
for(let i=0;i<500;i++){ const seed=`p-${i}`; const r=runCase({scenario:randomScenario(seed).scenario,seed},{costs}); ev+=r.events; h+=JSON.stringify([r.finding?.message,r.transitions]); }
const u=process.cpuUsage(T); console.log((u.user+u.system)/1e3/500,"cpu ms/case",ev/500, (await import("node:crypto")).createHash("md5").update(h).digest("hex"));
