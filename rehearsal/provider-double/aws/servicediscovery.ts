import type { KnownTypes } from "../knowledge";

export const SERVICEDISCOVERY: KnownTypes = {
  aws_service_discovery_private_dns_namespace: {
    id: "ns-{hex16}",
    arn: "servicediscovery:{region}:{account}:namespace/{id}",
  },
};
