import type { Change, Effect } from "../provider-double/effect";
import type { Inventory } from "../provider-double/inventory";
import { accessControl, isIamUser, usersOf } from "./cache-users";
import type { CertificateAuthority } from "./certificate-authority";
import type { Engine } from "./engine";
import type { LastingContainers } from "./lasting-containers";
import type { LocalNotes } from "./local-notes";
import type { ServicesImage } from "./services-image";

export interface CacheOptions {
  readonly engine: Engine;
  readonly lasting: Pick<LastingContainers, "run" | "keep" | "stop">;
  readonly services: ServicesImage;
  readonly authority: CertificateAuthority;
  readonly inventory: () => Inventory;
  readonly notes: LocalNotes;
}

/**
 * `aws_elasticache_replication_group`: one Valkey that answers at the primary and the reader address, with TLS where it
 * is asked for, and with the users of its user groups. It starts empty after each change.
 */
export function caches({ engine, lasting, services, authority, inventory, notes }: CacheOptions): Effect {
  const nameOf = (id: unknown) => engine.name(`cache-${id}`);
  const start = async ({ config, state }: Change): Promise<undefined> => {
    notes.add(
      "cache: one Valkey stands for the replication group; node type, replicas and failover have no effect here",
    );
    const [image, network] = await Promise.all([services.ready(), engine.ensureNetwork()]);
    const hosts = [
      state.primary_endpoint_address,
      state.reader_endpoint_address,
      state.configuration_endpoint_address,
    ].filter((host) => typeof host === "string");
    const tls = state.transit_encryption_enabled === true;
    const password = typeof config.auth_token === "string" ? ["--requirepass", config.auth_token] : [];
    const users = usersOf(inventory(), state.user_group_ids);
    if (users.some(isIamUser)) {
      notes.add(
        "cache: a user of IAM logs in with any token here; its signature and the role's rights are not checked",
      );
    }
    const name = nameOf(state.replication_group_id);
    const container = await lasting.run(name, {
      Image: image,
      Entrypoint: ["/usr/local/bin/cache"],
      Cmd: [...password, ...accessControl(users)],
      Env: tls ? ["TLS=on", ...(await authority.environmentFor(hosts))] : ["TLS=off"],
      HostConfig: { NetworkMode: network.name, RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 } },
      NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: hosts } } },
    });
    lasting.keep(name, "cache", container);
    return undefined;
  };
  return {
    type: "aws_elasticache_replication_group",
    create: start,
    update: start,
    async delete({ state }) {
      await lasting.stop(nameOf(state.replication_group_id), 10);
    },
  };
}
