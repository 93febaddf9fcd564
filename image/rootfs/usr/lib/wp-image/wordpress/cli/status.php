<?php
/**
 * wp-image status: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/due-events.php';
require_once __DIR__ . '/fastcgi.php';
require_once dirname( __DIR__ ) . '/object-cache.php';

const HELP = <<<'TEXT'
	Usage: wp-image status [--json]

	Shows versions, database, object cache and PHP workers of this container.

	  --json   one JSON object on one line

	Exit codes: 0 all of them answer · 1 one does not · 64 wrong arguments
	TEXT;

/** @return array<string, mixed> */
function database_status(): array {
	try {
		$database = connect_database();
		$cipher   = $database->query( "SHOW STATUS LIKE 'Ssl_cipher'" )->fetch_row()[1] ?? '';
		return array(
			'ok'        => true,
			'server'    => $database->server_info,
			'tls'       => '' === $cipher ? 'off' : $cipher,
			'schema'    => installed_schema( $database ),
			...( is_network() ? array( 'network' => stored_network( $database ) ?? 'not made yet', 'sites' => count( sites_of( $database ) ) ) : array() ),
			'oldest_due_seconds' => oldest_due_seconds( $database ) ?? 0,
		);
	} catch ( \mysqli_sql_exception $error ) {
		return array( 'ok' => false, 'error' => $error->getCode() );
	}
}

/** @return array<string, mixed> */
function object_cache_status(): array {
	if ( null === setting( 'WP_REDIS_HOST' ) ) {
		return array( 'ok' => true, 'server' => 'not configured' );
	}
	$server = Server::from_settings();
	$info   = $server->run( static fn ( \Redis $redis ) => $redis->info() );
	return is_array( $info )
		? array(
			'ok'      => true,
			'server'  => $server->name(),
			'version' => $info['valkey_version'] ?? $info['redis_version'] ?? 'unknown',
			'memory'  => $info['used_memory_human'] ?? 'unknown',
		)
		: array( 'ok' => false, 'server' => $server->name() );
}

/** @return array<string, mixed> */
function pool_status(): array {
	$pool = pool_state();
	return null === $pool
		? array( 'ok' => false, 'error' => 'php-fpm gives no status' )
		: array(
			'ok'      => true,
			'active'  => $pool['active processes'],
			'idle'    => $pool['idle processes'],
			'queue'   => $pool['listen queue'],
			'slow'    => $pool['slow requests'],
			'served'  => $pool['accepted conn'],
		);
}

$options = options( HELP, array( 'json' => false ) );
$status  = array(
	'versions'     => array(
		'ok'        => null !== versions_of( web_root() ),
		'wordpress' => versions_of( web_root() )['wp_version'] ?? 'none',
		'schema'    => versions_of( web_root() )['wp_db_version'] ?? null,
		'image'     => versions_of( IMAGE_ROOT )['wp_version'] ?? 'none',
		'php'       => PHP_VERSION,
		'content'   => setting( 'WP_CONTENT_MODE', 'mutable' ),
	),
	'database'     => database_status(),
	'object cache' => object_cache_status(),
	'php-fpm'      => pool_status(),
);

$behind = isset( $status['database']['schema'], $status['versions']['schema'] ) && $status['database']['schema'] < $status['versions']['schema'];
if ( $behind ) {
	$status['database'] = array( ...$status['database'], 'ok' => false, 'problem' => 'the tables are older than the code: wp-image install brings them up to it' );
}
if ( file_exists( '/run/wp/started' ) && ! file_exists( '/run/wp/loaded' ) ) {
	$status['versions'] = array( ...$status['versions'], 'ok' => false, 'problem' => 'WordPress has not loaded in this container yet; a fatal error of PHP is on the log' );
}

if ( $options['json'] ) {
	echo json_encode( $status, JSON_UNESCAPED_SLASHES ), "\n";
} else {
	foreach ( $status as $part => $facts ) {
		$ok = array_shift( $facts );
		array_walk( $facts, static fn ( &$value, $name ) => $value = "$name " . ( $value ?? 'none' ) );
		printf( "%-13s %-7s %s\n", $part, $ok ? 'ok' : 'FAILED', implode( ', ', $facts ) );
	}
}
exit( in_array( false, array_column( $status, 'ok' ), true ) ? EXIT_PROBLEM : EXIT_DONE );
