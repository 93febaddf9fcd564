import type { Effect } from "../provider-double/effect";
import type { Inventory } from "../provider-double/inventory";
import { isObject, type ObjectValue } from "../provider-double/value";
import type { Engine } from "./engine";
import type { LocalNotes } from "./local-notes";
import type { ServicesImage } from "./services-image";

export interface FileSystemOptions {
  readonly engine: Engine;
  readonly services: ServicesImage;
  readonly inventory: () => Inventory;
  readonly notes: LocalNotes;
}

/** Docker volumes that stand for EFS: one for each access point, and one for a file system that is mounted whole. */
export class FileSystems {
  constructor(private readonly options: FileSystemOptions) {}

  /** The volume of an access point, owned as its creation info says. */
  get effects(): Effect[] {
    const { engine, services, notes } = this.options;
    return [
      {
        type: "aws_efs_access_point",
        create: async ({ state }) => {
          notes.add(
            "EFS: a Docker volume stands for it; throughput, lifecycle policy, TLS and IAM of the mount have no effect here",
          );
          const volume = this.accessPointVolume(state);
          const { created } = await engine.ensureVolume(volume);
          const owner = creationInfo(state);
          if (created && owner) {
            const command = [
              "/bin/sh",
              "-c",
              `chown ${owner.uid}:${owner.gid} /volume && chmod ${owner.permissions} /volume`,
            ];
            await engine.runOnce(await services.ready(), command, [`${volume}:/volume`]);
          }
          return undefined;
        },
        delete: ({ state }) => engine.removeVolume(this.accessPointVolume(state)),
      },
    ];
  }

  /** @throws when the file system or its access point was not made by the stacks */
  async volumeFor(fileSystemId: string, accessPointId: string | undefined): Promise<string> {
    const inventory = this.options.inventory();
    if (!accessPointId) {
      const fileSystem = inventory.find("aws_efs_file_system", "id", fileSystemId);
      if (!fileSystem) throw new Error(`EFS file system ${fileSystemId} does not exist`);
      const { name } = await this.options.engine.ensureVolume(this.fileSystemVolume(fileSystem));
      return name;
    }
    const accessPoint = inventory.find("aws_efs_access_point", "id", accessPointId);
    if (!accessPoint) throw new Error(`EFS access point ${accessPointId} does not exist`);
    return this.accessPointVolume(accessPoint);
  }

  /** Deletes all that an access point shows. */
  async empty(volume: string): Promise<void> {
    const { engine, services } = this.options;
    await engine.runOnce(
      await services.ready(),
      ["find", "/volume", "-mindepth", "1", "-delete"],
      [`${volume}:/volume`],
    );
  }

  /** The volume of each access point, by its path. */
  get volumes(): { readonly path: string; readonly volume: string }[] {
    return this.options
      .inventory()
      .all("aws_efs_access_point")
      .map((state) => ({ path: rootOf(state), volume: this.accessPointVolume(state) }));
  }

  private accessPointVolume(accessPoint: ObjectValue): string {
    const fileSystem = this.options.inventory().find("aws_efs_file_system", "id", accessPoint.file_system_id);
    return `${this.fileSystemVolume(fileSystem ?? accessPoint)}${rootOf(accessPoint).replaceAll("/", "-")}`;
  }

  /** Ids change with every rehearsal, the data shall stay: so the name is made of what the configuration says. */
  private fileSystemVolume({ creation_token: token, tags, id }: ObjectValue): string {
    const named = isObject(tags) ? tags.Name : undefined;
    return this.options.engine.name(
      `files-${named ?? (typeof token === "string" && !token.startsWith("creation_token") ? token : id)}`,
    );
  }
}

function rootOf({ root_directory: directories }: ObjectValue): string {
  const [root] = Array.isArray(directories) ? directories : [];
  return isObject(root) ? String(root.path ?? "/") : "/";
}

function creationInfo(accessPoint: ObjectValue): { uid: number; gid: number; permissions: string } | undefined {
  const [root] = Array.isArray(accessPoint.root_directory) ? accessPoint.root_directory : [];
  const [info] = isObject(root) && Array.isArray(root.creation_info) ? root.creation_info : [];
  if (!isObject(info)) return undefined;
  return { uid: Number(info.owner_uid), gid: Number(info.owner_gid), permissions: String(info.permissions) };
}
