<?php
/**
 * What the commands of wp-image share: arguments, messages, exit codes, and loading WordPress.
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/bootstrap.php';

// sysexits.h
const EXIT_DONE        = 0;
const EXIT_PROBLEM     = 1;
const EXIT_USAGE       = 64;
const EXIT_DATA        = 65;
const EXIT_UNAVAILABLE = 69;
const EXIT_NO_WRITE    = 73;
const EXIT_TRY_AGAIN   = 75;
const EXIT_SETTINGS    = 78;

/**
 * The options of the command line, or the end of the command: with its help, or because of one that it does not know.
 *
 * @param array<string, string|bool> $options name => default; a boolean takes no value
 * @return array<string, string|bool>
 */
function options( string $help, array $options = array() ): array {
	foreach ( array_slice( $GLOBALS['argv'], 1 ) as $argument ) {
		if ( '--help' === $argument || '-h' === $argument ) {
			echo $help, "\n";
			exit( EXIT_DONE );
		}
		if ( ! preg_match( '/^--([a-z-]+)(?:=(.*))?$/s', $argument, $match )
			|| ! array_key_exists( $match[1], $options )
			|| is_bool( $options[ $match[1] ] ) === isset( $match[2] )
		) {
			fail( EXIT_USAGE, "unknown argument $argument\n\n$help" );
		}
		$options[ $match[1] ] = $match[2] ?? true;
	}
	return $options;
}

/** Prints what was done. */
function say( string $message ): void {
	echo 'wp-image: ', $message, "\n";
}

/** Prints why the command ends, and ends it. */
function fail( int $code, string $message ): never {
	fwrite( STDERR, "wp-image: $message\n" );
	exit( $code );
}

/**
 * Loads the WordPress that this container serves, as for a request of the site's home page.
 *
 * @param array{host: string, path: string}|null $site of a network, with the host's port; by default its first
 */
function load_wordpress( ?array $site = null ): void {
	await_upgrade();
	$home = parse_url( (string) setting( 'WP_HOME', 'http://localhost' ) );

	$_SERVER['HTTP_HOST']       = $site['host'] ?? $home['host'] . ( isset( $home['port'] ) ? ":{$home['port']}" : '' );
	$_SERVER['SERVER_NAME']     = (string) preg_replace( '/:\d+$/D', '', $_SERVER['HTTP_HOST'] );
	$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
	$_SERVER['REQUEST_METHOD']  = 'GET';
	$_SERVER['REQUEST_URI']     = $site['path'] ?? '/';
	$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
	if ( 'https' === ( $home['scheme'] ?? '' ) ) {
		$_SERVER['HTTPS'] = 'on';
	}
	// WordPress's files use these as globals.
	global $wpdb, $wp_db_version, $wp_version, $table_prefix, $wp_rewrite, $wp_filter, $wp_object_cache, $blog_id, $wp_query, $wp, $pagenow;
	global $current_site, $current_blog, $domain, $path, $site_id, $public, $switched, $_wp_switched_stack;
	require_once web_root() . 'wp-load.php';
}

/** @return array{wp_version: string, wp_db_version: int}|null null where no WordPress is */
function versions_of( string $root ): ?array {
	$file = $root . 'wp-includes/version.php';
	if ( ! is_readable( $file ) ) {
		return null;
	}
	$wp_version    = '';
	$wp_db_version = 0;
	include $file;
	return array( 'wp_version' => $wp_version, 'wp_db_version' => (int) $wp_db_version );
}
