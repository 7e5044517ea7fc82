#!/bin/bash
# A whole Slurm on one machine, for the test of deploy/slurm: munged, slurmctld and slurmd with all their files in DIR.
#
#   one-machine-slurm.sh start DIR     one-machine-slurm.sh stop DIR
#
# Needs root, and the Debian packages munge, slurmctld, slurmd and slurm-client (slurm-wlm). Not for production: all
# daemons run as root, and there is no accounting.
set -euo pipefail
command=$1
dir=$2
host=$(hostname -s)

# A port that nobody listens on. It lies below 32768, where Linux begins to give out ports for outgoing connections, so that
# no process takes it by chance before the daemon binds it.
free_port() {
  local port
  for _ in $(seq 50); do
    port=$((10000 + RANDOM % 20000))
    [ "$port" != "${1:-}" ] && ! (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null && break
  done
  echo "$port"
}

start() {
  local controller_port
  controller_port=$(free_port)
  mkdir -p "$dir"/{state,spool,run}
  chmod 755 "$dir" "$dir"/{state,spool,run}
  dd if=/dev/urandom of="$dir/munge.key" bs=1 count=1024 status=none
  chmod 400 "$dir/munge.key"
  munged --force --key-file="$dir/munge.key" --socket="$dir/run/munge.socket" \
    --pid-file="$dir/run/munged.pid" --log-file="$dir/munged.log" --seed-file="$dir/munge.seed"
  cat > "$dir/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller_port
SlurmdPort=$(free_port "$controller_port")
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/run/munge.socket,cred_expire=5
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,bf_interval=5
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmdPidFile=$dir/run/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ReturnToService=2
JobRequeue=1
InactiveLimit=0
KillWait=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF="$dir/slurm.conf"
  slurmctld -c -f "$SLURM_CONF"
  slurmd -f "$SLURM_CONF"
  for _ in $(seq 60); do
    if sinfo -h -o %T 2> /dev/null | grep -q '^idle$'; then exit 0; fi
    sleep 0.5
  done
  echo "slurm did not come up" >&2
  sinfo >&2 || true
  tail -n 20 "$dir"/slurmctld.log "$dir"/slurmd.log >&2 || true
  exit 1
}

# Waits until each daemon is gone: slurmctld saves its state when it is told to end.
stop() {
  for daemon in slurmctld slurmd munged; do
    [ -f "$dir/run/$daemon.pid" ] || continue
    pid=$(cat "$dir/run/$daemon.pid")
    kill "$pid" 2> /dev/null || continue
    for _ in $(seq 100); do
      kill -0 "$pid" 2> /dev/null || continue 2
      sleep 0.1
    done
    kill -KILL "$pid" 2> /dev/null || true
  done
}

"$command"
