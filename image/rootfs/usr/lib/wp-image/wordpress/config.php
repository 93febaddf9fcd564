<?php
/**
 * WordPress's constants from this container's settings. A constant that is defined already is left as it is.
 */

namespace WpImage;

/** @var array<string, mixed> $constants null leaves WordPress's own default. */
$constants = array(
	'DB_HOST'                    => setting( 'WORDPRESS_DB_HOST' ),
	'DB_NAME'                    => setting( 'WORDPRESS_DB_NAME' ),
	'DB_USER'                    => setting( 'WORDPRESS_DB_USER' ),
	'DB_PASSWORD'                => setting( 'WORDPRESS_DB_PASSWORD', '' ),
	'DB_CHARSET'                 => setting( 'WORDPRESS_DB_CHARSET', 'utf8mb4' ),
	'DB_COLLATE'                 => setting( 'WORDPRESS_DB_COLLATE', '' ),
	'MYSQL_CLIENT_FLAGS'         => database_client_flags(),
	'WP_HOME'                    => setting( 'WP_HOME' ),
	'WP_SITEURL'                 => setting( 'WP_SITEURL', setting( 'WP_HOME' ) ),

	// A file of the web root is written by wp-admin only where WP_FILE_MODS allows it; the code editor never.
	'DISALLOW_FILE_EDIT'         => true,
	'DISALLOW_FILE_MODS'         => ! is_on( 'WP_FILE_MODS' ),
	'AUTOMATIC_UPDATER_DISABLED' => ! is_on( 'WP_FILE_MODS' ),
	'FS_METHOD'                  => is_on( 'WP_FILE_MODS' ) ? 'direct' : null,

	// Due events are run by the cron service or a scheduled task, not by visitors.
	'DISABLE_WP_CRON'            => true,

	// Only where the site is https: on a plain http site it locks everybody out of wp-admin.
	'FORCE_SSL_ADMIN'            => str_starts_with( (string) setting( 'WP_HOME', '' ), 'https://' ) ? true : null,

	// Messages go to the container's log. WP_DEBUG_LOG would write wp-content/debug.log, which is on the volume.
	'WP_DEBUG'                   => is_on( 'WP_DEBUG' ),
	'WP_DEBUG_DISPLAY'           => false,
	'WP_DEBUG_LOG'               => false,
);

foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $scheme ) {
	$constants[ "{$scheme}_KEY" ]  = setting( "WORDPRESS_{$scheme}_KEY" );
	$constants[ "{$scheme}_SALT" ] = setting( "WORDPRESS_{$scheme}_SALT" );
}

foreach ( $constants as $name => $value ) {
	if ( null !== $value && ! defined( $name ) ) {
		define( $name, $value );
	}
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
