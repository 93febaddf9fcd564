<?php
/**
 * Connections to WordPress's database beside its own: for what must neither wait for WordPress's connection, nor end with
 * its transactions, nor change what it remembers of its last query.
 */

namespace WpImage;

final class DatabaseConnection {
	private function __construct( private readonly \mysqli $mysqli ) {}

	/**
	 * Connects as WordPress does: with its constants where they are defined, else with the container's settings.
	 *
	 * @param int $seconds how long to wait for the connection, for each answer, and for a lock on a row or table
	 * @throws \mysqli_sql_exception
	 */
	public static function open( int $seconds ): self {
		return self::strictly(
			static function () use ( $seconds ): self {
				[ $host, $port, $socket ] = database_address( (string) database_constant( 'DB_HOST', 'WORDPRESS_DB_HOST' ) );
				$mysqli                   = mysqli_init();
				$mysqli->options( MYSQLI_OPT_CONNECT_TIMEOUT, $seconds );
				$mysqli->options( MYSQLI_OPT_READ_TIMEOUT, $seconds );
				$mysqli->options( MYSQLI_INIT_COMMAND, "SET SESSION lock_wait_timeout = $seconds, SESSION innodb_lock_wait_timeout = $seconds" );
				@$mysqli->real_connect(
					$host,
					database_constant( 'DB_USER', 'WORDPRESS_DB_USER' ),
					database_constant( 'DB_PASSWORD', 'WORDPRESS_DB_PASSWORD' ),
					database_constant( 'DB_NAME', 'WORDPRESS_DB_NAME' ),
					$port,
					$socket,
					defined( 'MYSQL_CLIENT_FLAGS' ) ? MYSQL_CLIENT_FLAGS : (int) database_client_flags()
				);
				return new self( $mysqli );
			}
		);
	}

	/**
	 * @param array<int, string|int> $values for the statement's question marks
	 * @return \mysqli_result|int rows, or for a statement without rows how many it changed
	 * @throws \mysqli_sql_exception
	 */
	public function run( string $sql, array $values = array() ): \mysqli_result|int {
		return self::strictly(
			function () use ( $sql, $values ): \mysqli_result|int {
				$result = $this->mysqli->execute_query( $sql, $values );
				return $result instanceof \mysqli_result ? $result : (int) $this->mysqli->affected_rows;
			}
		);
	}

	public function close(): void {
		$this->mysqli->close();
	}

	/** Errors are exceptions in here, and in WordPress whatever it has chosen. */
	private static function strictly( callable $work ): mixed {
		$driver              = new \mysqli_driver();
		$chosen              = $driver->report_mode;
		$driver->report_mode = MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT;
		try {
			return $work();
		} finally {
			$driver->report_mode = $chosen;
		}
	}
}

/** What WordPress is configured with; before its configuration has been read, what this container is configured with. */
function database_constant( string $constant, string $setting ): ?string {
	return defined( $constant ) ? constant( $constant ) : setting( $setting );
}

/** What the names of the site's tables begin with; in a network of sites, of those that all its sites share. */
function database_prefix(): string {
	return $GLOBALS['wpdb']->base_prefix ?? $GLOBALS['table_prefix'] ?? setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
}

/** Splits DB_HOST as wpdb does: `host`, `host:port`, `host:/socket`, `[IPv6]:port`. @return array{string, int, ?string} */
function database_address( string $address ): array {
	$socket = null;
	if ( preg_match( '#^(.*?):(/.*)$#', $address, $match ) ) {
		[ , $address, $socket ] = $match;
	}
	if ( substr_count( $address, ':' ) > 1 && '[' !== $address[0] ) {
		return array( "[$address]", 3306, $socket );
	}
	preg_match( '/^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/', $address, $match );
	return array( $match[1] ?? $address, (int) ( $match[2] ?? 3306 ), $socket );
}

/**
 * Flags for mysqli_real_connect(). With `verify` the certificate must fit the host name and be signed by a CA of PHP's
 * CA file (openssl.cafile), to which the start of the container adds WORDPRESS_DB_SSL_CA: wpdb cannot name a CA itself.
 */
function database_client_flags(): ?int {
	return match ( setting( 'WORDPRESS_DB_SSL', 'off' ) ) {
		'verify' => MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT,
		'on'     => MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT,
		default  => null,
	};
}
