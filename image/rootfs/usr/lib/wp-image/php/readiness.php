<?php

/** /readyz: whether the database takes a connection and answers, within two seconds. Runs in a PHP-FPM pool of its own. */

/** @var array<string, mixed> $settings */
$settings = require '/run/wp/env.php';
mysqli_report(MYSQLI_REPORT_OFF);
[$host, $port, $socket] = [$settings['WORDPRESS_DB_HOST'], null, null];
if (preg_match('~^(.*?):?(/.+)$~', $host, $part)) {
    [$host, $socket] = [$part[1] ?: 'localhost', $part[2]];
} elseif (preg_match('~^(\[[0-9a-f:.]+\]|[^:]+)(?::(\d+))?$~i', $host, $part)) {
    [$host, $port] = [trim($part[1], '[]'), isset($part[2]) ? (int) $part[2] : null];
}

$database = mysqli_init();
$database->options(MYSQLI_OPT_CONNECT_TIMEOUT, 2);
$database->options(MYSQLI_OPT_READ_TIMEOUT, 2);
$flags = 0;
if ($settings['WORDPRESS_DB_SSL'] !== 'off') {
    $database->ssl_set(null, null, $settings['WORDPRESS_DB_SSL_CA'], null, null);
    $flags = $settings['WORDPRESS_DB_SSL'] === 'verify' ? MYSQLI_CLIENT_SSL : MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT;
}
$isReady = @$database->real_connect($host, $settings['WORDPRESS_DB_USER'], $settings['WORDPRESS_DB_PASSWORD'], $settings['WORDPRESS_DB_NAME'], $port, $socket, $flags)
    && @$database->query('SELECT 1') !== false;

header('Content-Type: text/plain');
header('Cache-Control: no-store');
http_response_code($isReady ? 200 : 503);
echo $isReady ? "ready\n" : "the database does not answer\n";
