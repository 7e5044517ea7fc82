/**
 * Who else used the machine during a measurement, and how busy the lab's own client was: without it no one can tell a
 * wrong prediction from a disturbed measurement.
 */
import { machineBusySeconds, type ProcessUsage } from "../etcd/process-usage.js";

/** Conditions of one measurement. Shares are of one core. */
export interface Conditions {
  readonly wallSeconds: number;
  /** CPU of all processes that are neither etcd nor the lab. */
  readonly othersShare: number;
  readonly clientShare: number;
  readonly etcdShare: number;
  /** etcd could have run but had no core. */
  readonly etcdWaitShare: number;
  /** The busiest of the lab's threads: 1 = it could not keep up. */
  readonly busiestThread: number;
  /** Share of deliveries that were not timed, because the thread that times them stood still. */
  readonly standstillShare: number;
}

/** What the conditions hang on beside the machine. */
export interface RunLoad {
  readonly etcd: Pick<ProcessUsage, "cpuSeconds" | "waitSeconds">;
  readonly fleetBusyShare: number;
  readonly standstillShare: number;
}

export class LoadMeter {
  private readonly beganMs = performance.now();
  private readonly machine = machineBusySeconds();
  private readonly own = process.cpuUsage();
  private readonly loop = performance.eventLoopUtilization();

  /** The conditions since this meter was made. */
  read({ etcd, fleetBusyShare, standstillShare }: RunLoad): Conditions {
    const wallSeconds = (performance.now() - this.beganMs) / 1000;
    const { user, system } = process.cpuUsage(this.own);
    const client = (user + system) / 1e6;
    const others = machineBusySeconds() - this.machine - client - etcd.cpuSeconds;
    const { utilization } = performance.eventLoopUtilization(this.loop);
    return {
      wallSeconds,
      othersShare: Math.max(0, others) / wallSeconds,
      clientShare: client / wallSeconds,
      etcdShare: etcd.cpuSeconds / wallSeconds,
      etcdWaitShare: etcd.waitSeconds / wallSeconds,
      busiestThread: Math.max(utilization, fleetBusyShare),
      standstillShare,
    };
  }
}
