import type { Container } from "./container";

/** Files of a TLS server and of the CA that signed it, as paths in the containers that mount the volume. */
export const TLS = {
  directory: "/tls",
  ca: "/tls/ca.pem",
  certificate: "/tls/server.pem",
  key: "/tls/server.key",
} as const;

/** Makes a CA and a certificate for a host name. @param container one that has a volume at TLS.directory, and openssl */
export async function makeCertificates(container: Container, name: string): Promise<void> {
  const key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
  await container.shell(`set -e; cd ${TLS.directory}
    openssl req -x509 ${key} -days 30 -keyout ca.key -out ca.pem -subj /CN=ca 2>/dev/null
    openssl req ${key} -keyout server.key -out server.csr -subj /CN=server 2>/dev/null
    printf subjectAltName=DNS:${name} >names
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile names -out server.pem 2>/dev/null
    chmod 644 *`);
}
