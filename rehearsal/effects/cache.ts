import type { Effect } from "../provider-double/effect";
import type { CertificateAuthority } from "./certificate-authority";
import type { Engine } from "./engine";
import type { LocalNotes } from "./local-notes";
import type { ServicesImage } from "./services-image";

/** `aws_elasticache_replication_group`: one Valkey that answers at the primary and the reader address, with TLS where it is asked for. */
export function caches(
  engine: Engine,
  services: ServicesImage,
  authority: CertificateAuthority,
  notes: LocalNotes,
): Effect {
  const nameOf = (id: unknown) => engine.name(`cache-${id}`);
  return {
    type: "aws_elasticache_replication_group",
    async create({ config, state }) {
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
      await engine.run(nameOf(state.replication_group_id), {
        Image: image,
        Entrypoint: ["/usr/local/bin/cache"],
        Cmd: password,
        Env: tls ? ["TLS=on", ...(await authority.environmentFor(hosts))] : ["TLS=off"],
        HostConfig: { NetworkMode: network.name, RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 } },
        NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: hosts } } },
      });
      return undefined;
    },
    async delete({ state }) {
      await engine.stop(nameOf(state.replication_group_id), 10);
    },
  };
}
