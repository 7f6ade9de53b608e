// How long something takes, on a machine that others use too.

/** Returns the best of several runs in milliseconds of this process: other work on the machine can only add to it. */
export function timed(work, most = 7) {
  const times = [];
  const end = performance.now() + 4000;
  while (times.length < most && (times.length < 2 || performance.now() < end)) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return Math.min(...times);
}
