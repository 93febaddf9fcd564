/** Sizes of a task and what counts for one PHP worker. */
export interface TaskSize {
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** MiB counted for one worker. */
  readonly workerMiB: number;
}

/** PHP workers that the image starts in a task, as image/rootfs/usr/lib/wp-image/php/Sizes.php says it; a test asks both. */
export function phpWorkers({ vcpus, memoryMiB, workerMiB }: TaskSize): number {
  const opcacheMiB = memoryMiB < 1536 ? 96 : memoryMiB < 4096 ? 128 : 192;
  const pictureMiB = Math.min(400, Math.floor(memoryMiB / (memoryMiB < 1024 ? 8 : 4)));
  const fitting = Math.floor((memoryMiB - 72 - opcacheMiB - 64 - pictureMiB) / workerMiB);
  return Math.max(2, Math.min(fitting, Math.max(4, Math.round(12 * vcpus))));
}
