<?php
/**
 * wp-image download: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once dirname( __DIR__ ) . '/aws/download.php';

const HELP = <<<'TEXT'
	Usage: wp-image download --from=ADDRESS

	Writes an object of S3 to standard output, with the rights of the task: what import-database and import-files read with --from-bucket.

	Exit codes: 0 done · 64 wrong arguments · 69 S3 refuses, or does not answer
	TEXT;

$options = options( HELP, array( 'from' => '' ) );
if ( ! preg_match( '~^https://[a-z0-9-]+\.s3\.[a-z0-9-]+\.[a-z0-9.-]+/[\w./-]+$~D', $options['from'] ) ) {
	fail( EXIT_USAGE, "--from must be an address such as https://BUCKET.s3.eu-west-1.amazonaws.com/KEY, got {$options['from']}" );
}
try {
	download( $options['from'], static fn ( string $bytes ) => fwrite( STDOUT, $bytes ) );
} catch ( AwsFailure $failure ) {
	fail( EXIT_UNAVAILABLE, $failure->getMessage() );
}
