import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

interface DockerEvent {
  readonly Type: "container" | "volume";
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: { readonly container?: string } };
}

/**
 * The volumes that containers of one label mount, those without a name among them: Docker gives these no label, so its events tell whose
 * they are.
 */
export class MountedVolumes {
  readonly seen = new Set<string>();
  private readonly containers = new Set<string>();
  private readonly listeners;

  constructor(label: string) {
    this.listeners = [
      this.follow(["type=container", "event=create", label], ({ Actor }) => this.containers.add(Actor.ID)),
      this.follow(["type=volume", "event=mount"], ({ Actor }) => {
        if (this.containers.has(Actor.Attributes.container ?? "")) this.seen.add(Actor.ID);
      }),
    ];
  }

  close(): void {
    for (const listener of this.listeners) listener.kill();
  }

  private follow(filters: readonly string[], onEvent: (event: DockerEvent) => void) {
    const words = filters.flatMap((filter) => ["--filter", filter]);
    const listener = spawn("docker", ["events", "--format", "{{json .}}", ...words]);
    createInterface(listener.stdout).on("line", (line) => onEvent(JSON.parse(line)));
    return listener;
  }
}
