<?php
/**
 * wp-image purge: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/fastcgi.php';
require_once __DIR__ . '/database.php';
require_once dirname( __DIR__ ) . '/page-cache-files.php';
require_once dirname( __DIR__ ) . '/purge-marks.php';

const HELP = <<<'TEXT'
	Usage: wp-image purge [--object-cache]

	Empties the page cache of all containers of the site, this one's at once, and lets this one's PHP read all files again.

	  --object-cache   first makes the object cache forget all values of this site, for all containers: after the database
	                   was restored, or changed past WordPress

	Exit codes: 0 done · 64 wrong arguments · 69 php-fpm does not answer (the page cache is empty all the same), or the
	server of the object cache does not (it forgets the values when it is back)
	TEXT;

$options = options( HELP, array( 'object-cache' => false ) );
$failed  = $options['object-cache'] && ! purge_object_cache();
$pages   = purge_page_cache();
tell_others();
if ( ! file_exists( FPM_SOCKET ) ) {
	// A task of one command, beside those that serve.
	say( 'the other containers were told; no services run in this one' );
	exit( $failed ? EXIT_UNAVAILABLE : EXIT_DONE );
}
try {
	$opcache = fpm_request( dirname( __DIR__ ) . '/fpm/forget-files.php' );
} catch ( \RuntimeException $error ) {
	fail( EXIT_UNAVAILABLE, "removed $pages cached pages; " . $error->getMessage() );
}
if ( ! in_array( $opcache, array( 'reset', 'off' ), true ) ) {
	fail( EXIT_UNAVAILABLE, "removed $pages cached pages; php-fpm did not reset its opcache" );
}
say( "removed $pages cached pages; opcache: $opcache" );
exit( $failed ? EXIT_UNAVAILABLE : EXIT_DONE );

/** Makes the object cache that pages use forget everything; false when its server is away. */
function purge_object_cache(): bool {
	load_wordpress();
	if ( ! wp_using_ext_object_cache() ) {
		say( 'there is no object cache' );
		return true;
	}
	$is_done = wp_cache_flush();
	say( $is_done ? 'the object cache has forgotten all values of this site' : "the object cache's server does not answer; it forgets all values of this site when it is back" );
	return $is_done;
}

/** Without a database the others go on with their pages until these expire. */
function tell_others(): void {
	try {
		$database = connect_database();
		foreach ( purge_marks() as $name => $value ) {
			$database->execute_query( str_replace( '%s', '?', purge_mark_query( setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' ), $name ) ), array( $name, $value ) );
		}
	} catch ( \mysqli_sql_exception $error ) {
		fwrite( STDERR, "wp-image: the other containers were not told, the database does not answer: error {$error->getCode()}\n" );
	}
}
