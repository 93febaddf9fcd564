<?php
/**
 * wp-image database-user: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';

const HELP = <<<'TEXT'
	Usage: wp-image database-user [--wait=SECONDS]

	Makes the user WORDPRESS_DB_USER in the database server, or brings it up to date: its password is
	WORDPRESS_DB_PASSWORD, and it has the rights that WordPress needs, on the database WORDPRESS_DB_NAME alone. Logs in as
	WORDPRESS_DB_MASTER_USER. Any number of containers may run it at once.

	On MySQL a former password stays good beside a new one, for the containers that still use it, and ends when this
	command runs an hour later or more. MariaDB knows one password for a user, so there the former one ends at once.

	  --wait=SECONDS   wait so long for the database (600)

	Exit codes: 0 done, or nothing to do · 64 wrong arguments · 75 the database did not answer in time · 78 a setting is missing
	TEXT;

const RIGHTS = 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE TEMPORARY TABLES, LOCK TABLES';

/** Error number of a wrong user or password. */
const ACCESS_DENIED = 1045;

$options = options( HELP, array( 'wait' => '600' ) );
if ( ! ctype_digit( $options['wait'] ) ) {
	fail( EXIT_USAGE, "--wait must be a number of seconds, not {$options['wait']}" );
}
$master   = setting( 'WORDPRESS_DB_MASTER_USER' ) ?? fail( EXIT_SETTINGS, 'WORDPRESS_DB_MASTER_USER is not set' );
$password = setting( 'WORDPRESS_DB_MASTER_PASSWORD' ) ?? fail( EXIT_SETTINGS, 'WORDPRESS_DB_MASTER_PASSWORD is not set' );
if ( setting( 'WORDPRESS_DB_USER' ) === $master ) {
	fail( EXIT_SETTINGS, 'WORDPRESS_DB_USER must be another user than WORDPRESS_DB_MASTER_USER' );
}

$server = await_database( (int) $options['wait'], $master, $password );
if ( ! lock_site( $server, 'database-user', max( 300, (int) $options['wait'] ) ) ) {
	fail( EXIT_TRY_AGAIN, 'another container has been at the database user for too long' );
}
$has_two_passwords = ! str_contains( $server->server_info, 'MariaDB' );
$user              = account( $server, setting( 'WORDPRESS_DB_USER' ) );

if ( ! user_exists( $server ) ) {
	$server->query( "CREATE USER $user IDENTIFIED BY " . quoted( $server, setting( 'WORDPRESS_DB_PASSWORD' ) ) );
	say( 'made the database user ' . setting( 'WORDPRESS_DB_USER' ) );
} elseif ( ! may_log_in() ) {
	$server->query( "ALTER USER $user IDENTIFIED BY " . quoted( $server, setting( 'WORDPRESS_DB_PASSWORD' ) ) . ( $has_two_passwords ? ' RETAIN CURRENT PASSWORD' : '' ) );
	say( 'gave the database user ' . setting( 'WORDPRESS_DB_USER' ) . ' its new password' );
} elseif ( $has_two_passwords && has_outlived_password( $server ) ) {
	$server->query( "ALTER USER $user DISCARD OLD PASSWORD" );
	say( 'ended the former password of the database user ' . setting( 'WORDPRESS_DB_USER' ) );
}
$server->query( "ALTER USER $user REQUIRE " . ( 'off' === setting( 'WORDPRESS_DB_SSL', 'off' ) ? 'NONE' : 'SSL' ) );
$server->query( 'GRANT ' . RIGHTS . ' ON ' . database_pattern( setting( 'WORDPRESS_DB_NAME' ) ) . ".* TO $user" );

/** A text for a statement. */
function quoted( \mysqli $server, string $text ): string {
	return "'" . $server->real_escape_string( $text ) . "'";
}

function account( \mysqli $server, string $user ): string {
	return quoted( $server, $user ) . "@'%'";
}

/** The database's name as GRANT takes it, where _ and % would stand for other letters. */
function database_pattern( string $name ): string {
	return '`' . strtr( $name, array( '`' => '``', '_' => '\_', '%' => '\%' ) ) . '`';
}

function user_exists( \mysqli $server ): bool {
	$query = $server->prepare( "SELECT COUNT(*) FROM mysql.user WHERE User = ? AND Host = '%'" );
	$query->execute( array( setting( 'WORDPRESS_DB_USER' ) ) );
	return 0 < (int) $query->get_result()->fetch_row()[0];
}

/** Whether the password of this container is the user's. A user without rights yet is refused the database alone, with another error. */
function may_log_in(): bool {
	try {
		connect_database()->close();
	} catch ( \mysqli_sql_exception $error ) {
		return ACCESS_DENIED !== $error->getCode();
	}
	return true;
}

/** Whether a former password is still good, an hour after the last change. MySQL alone. */
function has_outlived_password( \mysqli $server ): bool {
	$query = $server->prepare(
		"SELECT COUNT(*) FROM mysql.user WHERE User = ? AND Host = '%'
		AND JSON_CONTAINS_PATH(User_attributes, 'one', '$.additional_password')
		AND password_last_changed < NOW() - INTERVAL 1 HOUR"
	);
	$query->execute( array( setting( 'WORDPRESS_DB_USER' ) ) );
	return 0 < (int) $query->get_result()->fetch_row()[0];
}
