<?php
/**
 * WordPress's constants from this container's settings. A constant that is defined already is left as it is.
 */

namespace WpImage;

require_once __DIR__ . '/database-connection.php';
require_once __DIR__ . '/network.php';

/** @var array<string, mixed> $constants null leaves WordPress's own default. */
$constants = array(
	'DB_HOST'                    => setting( 'WORDPRESS_DB_HOST' ),
	'DB_NAME'                    => setting( 'WORDPRESS_DB_NAME' ),
	'DB_USER'                    => setting( 'WORDPRESS_DB_USER' ),
	'DB_PASSWORD'                => setting( 'WORDPRESS_DB_PASSWORD', '' ),
	'DB_CHARSET'                 => setting( 'WORDPRESS_DB_CHARSET', 'utf8mb4' ),
	'DB_COLLATE'                 => setting( 'WORDPRESS_DB_COLLATE', '' ),
	'MYSQL_CLIENT_FLAGS'         => database_client_flags(),
	// In a network each site has its own; the first site's are in the database, where the start of the container writes them.
	'WP_HOME'                    => is_network_told() ? null : setting( 'WP_HOME' ),
	'WP_SITEURL'                 => is_network_told() ? null : setting( 'WP_SITEURL', setting( 'WP_HOME' ) ),

	// A file of the web root is written by wp-admin only where WP_FILE_MODS allows it; the code editor never.
	'DISALLOW_FILE_EDIT'         => true,
	'DISALLOW_FILE_MODS'         => ! is_on( 'WP_FILE_MODS' ),
	'AUTOMATIC_UPDATER_DISABLED' => ! is_on( 'WP_FILE_MODS' ),
	'FS_METHOD'                  => 'direct',

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

foreach ( $constants + network_constants() as $name => $value ) {
	if ( null !== $value && ! defined( $name ) ) {
		define( $name, $value );
	}
}
