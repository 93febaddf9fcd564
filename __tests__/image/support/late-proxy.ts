/** A file of the proxy's container with a byte for each answer that it has given. */
export const ANSWERS = "/tmp/answers";

/**
 * The command of a container of the image that stands before a server and gives each answer 300 ms late.
 * @param listen address and port
 * @param server host and port of the server behind
 */
export function lateProxy(listen: string, server: string): string[] {
  return ["php", "-r", PROXY, listen, server];
}

const PROXY = `
  $listener = stream_socket_server("tcp://$argv[1]");
  touch('${ANSWERS}');
  $peers = [];
  while (true) {
    $read = [$listener, ...array_column($peers, 0)];
    stream_select($read, $write, $except, null);
    foreach ($read as $socket) {
      if ($socket === $listener) {
        $client = stream_socket_accept($listener);
        $server = stream_socket_client("tcp://$argv[2]");
        $peers[(int) $client] = [$client, $server, false];
        $peers[(int) $server] = [$server, $client, true];
        continue;
      }
      [, $other, $is_answer] = $peers[(int) $socket] ?? [null, null, null];
      if ($other === null) continue;
      $data = fread($socket, 1 << 20);
      if ($data === '' || $data === false) {
        unset($peers[(int) $socket], $peers[(int) $other]);
        fclose($socket); fclose($other);
        continue;
      }
      if ($is_answer) { usleep(300000); file_put_contents('${ANSWERS}', '.', FILE_APPEND); }
      @fwrite($other, $data);
    }
  }`;
