<?php
/**
 * A lost database is a 503 that nobody caches, without the host name that WordPress prints in wp-admin.
 */

namespace WpImage;

/** Seconds after which clients may come back. */
const OUTAGE_RETRY_AFTER = 30;

/**
 * Replaces WordPress's handler for wp_die() while there is no connection, or while only some of the tables are there,
 * as in the middle of an installation; for all else it stays as it is.
 */
function outage_handler( mixed $handler ): mixed {
	$wpdb = $GLOBALS['wpdb'] ?? null;
	if ( ! $wpdb instanceof \wpdb || ( $wpdb->ready && $wpdb->dbh && ! $wpdb->error ) ) {
		return $handler;
	}
	return static function (): never {
		send_unavailable( 'Error establishing a database connection', 'The site is not available at the moment. Please try again in a minute.' );
	};
}

/** Ends the request with a 503 in the form that the client asked for. */
function send_unavailable( string $title, string $text ): never {
	if ( ! headers_sent() ) {
		http_response_code( 503 );
		header( 'Retry-After: ' . OUTAGE_RETRY_AFTER );
		header( 'Cache-Control: no-store' );
	}
	if ( 'cli' === PHP_SAPI ) {
		fwrite( STDERR, "wp-image: $title\n" );
		exit( 69 );
	}
	if ( wp_is_json_request() || ( defined( 'REST_REQUEST' ) && REST_REQUEST ) ) {
		header( 'Content-Type: application/json; charset=utf-8' );
		exit( json_encode( array( 'code' => 'unavailable', 'message' => $title, 'data' => array( 'status' => 503 ) ) ) );
	}
	header( 'Content-Type: text/html; charset=utf-8' );
	exit(
		'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
		. '<meta name="viewport" content="width=device-width"><title>' . $title . '</title>'
		. '<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}</style></head>'
		. "<body><h1>$title</h1><p>$text</p></body></html>"
	);
}

foreach ( array( '', '_ajax', '_json', '_jsonp', '_xmlrpc', '_xml' ) as $kind ) {
	preset_hook( "wp_die{$kind}_handler", __NAMESPACE__ . '\outage_handler', PHP_INT_MAX );
}
