<?php
/**
 * What the operator adds to the configuration: the libraries of site/composer.json, /etc/wp.d/*.php in order of name, then
 * WORDPRESS_CONFIG_EXTRA.
 * It is included by wp-config.php at global scope, so variables set here are WordPress's globals.
 */

if ( is_file( '/usr/share/wp-image/composer/vendor/autoload.php' ) ) {
	require_once '/usr/share/wp-image/composer/vendor/autoload.php';
}

foreach ( glob( '/etc/wp.d/*.php' ) ?: array() as $wp_image_file ) {
	require $wp_image_file;
}

$wp_image_extra = WpImage\setting( 'WORDPRESS_CONFIG_EXTRA', '' );
if ( '' !== $wp_image_extra ) {
	try {
		eval( $wp_image_extra );
	} catch ( ParseError $error ) {
		// The message of a parse error may quote the code; the line is enough to find it.
		WpImage\log_line( 'WORDPRESS_CONFIG_EXTRA is not valid PHP (line ' . $error->getLine() . '); no request is served' );
		http_response_code( 500 );
		exit( 1 );
	}
}
unset( $wp_image_file, $wp_image_extra );
