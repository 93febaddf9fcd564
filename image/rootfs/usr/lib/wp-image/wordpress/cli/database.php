<?php
/**
 * A connection to the database beside WordPress's own: to wait for the server, and to hold locks in it.
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/database-connection.php';

/** Error numbers of MariaDB and MySQL that waiting rarely heals: wrong login, no right to the database, no such database. */
const DATABASE_REFUSALS = array( 1044, 1045, 1049, 1130, 1698 );

/**
 * A connection as a user, WordPress's own by default. The settings hold what a wp-config.php of the volume says.
 *
 * @param ?string $address of another server than the site's, in the form of WORDPRESS_DB_HOST
 * @throws \mysqli_sql_exception
 */
function connect_database( ?string $user = null, ?string $password = null, ?string $address = null ): \mysqli {
	mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
	[ $host, $port, $socket ] = database_address( $address ?? (string) setting( 'WORDPRESS_DB_HOST' ) );

	$database = mysqli_init();
	$database->options( MYSQLI_OPT_CONNECT_TIMEOUT, 5 );
	@$database->real_connect(
		$host,
		$user ?? setting( 'WORDPRESS_DB_USER' ),
		$password ?? setting( 'WORDPRESS_DB_PASSWORD', '' ),
		setting( 'WORDPRESS_DB_NAME' ),
		$port,
		$socket,
		(int) database_client_flags()
	);
	return $database;
}

/** Waits until the database lets us in; ends the command when it has not within so many seconds. */
function await_database( int $seconds, ?string $user = null, ?string $password = null, ?string $address = null ): \mysqli {
	$deadline = time() + $seconds;
	$told     = null;
	while ( true ) {
		try {
			return connect_database( $user, $password, $address );
		} catch ( \mysqli_sql_exception $error ) {
			$reason = in_array( $error->getCode(), DATABASE_REFUSALS, true ) ? 'refuses the login' : 'does not answer';
			if ( $reason !== $told && $seconds > 0 ) {
				$told = $reason;
				say( "the database $reason (error {$error->getCode()}); waiting up to $seconds s" );
			}
			if ( time() >= $deadline || file_exists( '/run/stopping' ) ) {
				fail( EXIT_TRY_AGAIN, "the database $reason: error {$error->getCode()}" );
			}
			sleep( 1 );
		}
	}
}

/**
 * Takes a lock of this site in the database server, which frees it when the connection ends, however that comes.
 *
 * @return bool false when another holds it after so many seconds
 */
function lock_site( \mysqli $database, string $purpose, int $seconds ): bool {
	// Lock names are global to the server and at most 64 characters long.
	$site  = substr( hash( 'sha256', setting( 'WORDPRESS_DB_NAME' ) . '|' . setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' ) ), 0, 24 );
	$query = $database->prepare( 'SELECT GET_LOCK(?, ?)' );
	$query->execute( array( "wp-image:$purpose:$site", $seconds ) );
	return 1 === (int) $query->get_result()->fetch_row()[0];
}

/** The version of the database schema of this site; null when WordPress is not installed, or an installation was interrupted. */
function installed_schema( \mysqli $database ): ?int {
	$prefix = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
	$query  = "SELECT MAX(option_name = 'siteurl'), MAX(IF(option_name = 'db_version', option_value, 0)), MAX(option_name = ?) FROM `{$prefix}options`";
	try {
		$statement = $database->prepare( $query );
	} catch ( \mysqli_sql_exception $error ) {
		// 1146: no such table.
		return 1146 === $error->getCode() ? null : throw $error;
	}
	$statement->execute( array( INSTALLATION_MARK ) );
	[ $has_url, $version, $is_half_installed ] = $statement->get_result()->fetch_row();
	return 1 === (int) $has_url && 0 === (int) $is_half_installed ? (int) $version : null;
}
