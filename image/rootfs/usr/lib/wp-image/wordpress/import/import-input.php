<?php
/**
 * What an import reads: standard input, or a gzip-packed object of S3.
 */

namespace WpImage;

/**
 * @param string $address of an object of S3; empty for standard input
 * @return resource
 */
function import_input( string $address ) {
	if ( '' === $address ) {
		return STDIN;
	}
	$download = escapeshellarg( dirname( __DIR__ ) . '/commands/download' );
	// Whoever reads knows from the end of the content whether it came whole.
	return popen( "$download --from=" . escapeshellarg( $address ) . ' | gzip -dc', 'r' );
}
