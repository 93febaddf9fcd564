import type Docker from "dockerode";
import type { Engine } from "./engine";
import type { ServicesImage } from "./services-image";

/** Copies of volumes, which stand for RDS's snapshots and AWS Backup's recovery points. */
export class Snapshots {
  constructor(
    private readonly engine: Pick<Engine, "name" | "hasVolume" | "ensureVolume" | "runOnce">,
    private readonly services: Pick<ServicesImage, "ready">,
  ) {}

  /** @param writer container that is paused meanwhile, so that the copy is of one moment, as a storage snapshot is */
  async take(name: string, volume: string, writer?: Pick<Docker.Container, "pause" | "unpause">): Promise<void> {
    const { name: copy } = await this.engine.ensureVolume(this.volumeOf(name));
    await writer?.pause();
    try {
      await this.copy(volume, copy);
    } finally {
      await writer?.unpause();
    }
  }

  has(name: string): Promise<boolean> {
    return this.engine.hasVolume(this.volumeOf(name));
  }

  /** Puts what the snapshot has into a volume, over what is there. */
  async restore(name: string, volume: string): Promise<void> {
    await this.copy(this.volumeOf(name), volume);
  }

  private volumeOf(name: string): string {
    return this.engine.name(`snapshot-${name}`);
  }

  private async copy(from: string, to: string): Promise<void> {
    const command = ["/bin/sh", "-c", "cp --archive /from/. /to/"];
    await this.engine.runOnce(await this.services.ready(), command, [`${from}:/from:ro`, `${to}:/to`]);
  }
}
