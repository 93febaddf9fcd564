<?php
/**
 * volume-config.php FILE HOST: prints as JSON what a wp-config.php says of the database, the tables, the addresses and the network. The
 * file is run up to where it would load WordPress, so that conditions, includes and the environment count as for a page.
 */

[ , $wp_image_file, $wp_image_host ] = $argv;
$_SERVER += array( 'HTTP_HOST' => $wp_image_host, 'SERVER_NAME' => $wp_image_host, 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'REMOTE_ADDR' => '127.0.0.1' );

ob_start();
register_shutdown_function(
	static function (): void {
		ob_end_clean();
		$said = array( 'table_prefix' => $GLOBALS['table_prefix'] ?? null );
		foreach ( array( 'DB_HOST', 'DB_NAME', 'DB_USER', 'DB_PASSWORD', 'WP_HOME', 'WP_SITEURL', 'MULTISITE', 'SUBDOMAIN_INSTALL', 'DOMAIN_CURRENT_SITE' ) as $constant ) {
			$said[ $constant ] = defined( $constant ) ? (string) constant( $constant ) : null;
		}
		echo json_encode( array_filter( $said, 'is_string' ) );
	}
);

/** The file's code as if it ran where it lies, without the line that loads WordPress. */
$wp_image_code = '';
foreach ( token_get_all( file_get_contents( $wp_image_file ) ) as $wp_image_token ) {
	$wp_image_code .= match ( is_array( $wp_image_token ) ? $wp_image_token[0] : null ) {
		T_DIR   => var_export( dirname( $wp_image_file ), true ),
		T_FILE  => var_export( $wp_image_file, true ),
		null    => $wp_image_token,
		default => $wp_image_token[1],
	};
}
eval( '?>' . preg_replace( '/\b(?:require|include)(?:_once)?\b[^;]*wp-settings\.php[^;]*;/', '', $wp_image_code ) );
