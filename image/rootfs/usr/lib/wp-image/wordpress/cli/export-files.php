<?php
/**
 * wp-image export-files: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once dirname( __DIR__ ) . '/import/content-path.php';
require_once dirname( __DIR__ ) . '/export/dump-output.php';

const HELP = <<<'TEXT'
	Usage: wp-image export-files [--to-bucket=ADDRESS [--for-import]] >files.tar

	Writes the site's content folder as a tar archive: uploads, and with WP_CONTENT_MODE=mutable themes, plugins and the rest. Caches are left out.

	  --to-bucket=ADDRESS gzip-packed into an object of S3 in place of standard output, with the rights of the task

	  --for-import        as import-files reads it from a bucket

	Exit codes: 0 done · 64 wrong arguments · 69 something could not be read, or nobody takes what is written
	TEXT;

$options = options( HELP, array( 'to-bucket' => '', 'for-import' => false ) );
$root    = 'immutable' === setting( 'WP_CONTENT_MODE', 'mutable' ) ? VOLUME_ROOT : web_root();
$content = ContentPath::FOLDER;
$what    = 'immutable' === setting( 'WP_CONTENT_MODE', 'mutable' ) ? "$content/uploads" : $content;
$left    = array( "$content/cache", "$content/upgrade", "$content/upgrade-temp-backup", "$content/uploads/cache", "$content/.wp-image-*", "$content/uploads/.wp-image-*" );
$exclude = implode( ' ', array_map( static fn ( string $path ): string => '--exclude=' . escapeshellarg( $path ), $left ) );
// Code 1: a file changed while it was read, as on any site that is in use (tar's manual, "Return codes").
$command = 'tar -c -f - -C ' . escapeshellarg( $root ) . " --anchored $exclude --no-anchored " . escapeshellarg( $what );
if ( '' === $options['to-bucket'] ) {
	passthru( $command, $code );
	exit( $code > 1 ? EXIT_UNAVAILABLE : EXIT_DONE );
}
try {
	$output = new DumpOutput( $options['to-bucket'] );
	// The form of SentArchives.
	$frame = $options['for-import'] ? static fn ( string $chunk ): string => pack( 'N', strlen( $chunk ) ) . $chunk : static fn ( string $chunk ): string => $chunk;
	if ( $options['for-import'] ) {
		$output->write( json_encode( array( 'name' => 'files.tar', 'kind' => 'tar', 'packed' => PHP_INT_MAX ) ) . "\n" );
	}
	$tar    = popen( $command, 'r' );
	$bytes  = 0;
	$told   = 0;
	while ( ! feof( $tar ) ) {
		$chunk = (string) fread( $tar, 1 << 20 );
		$output->write( '' === $chunk ? '' : $frame( $chunk ) );
		$bytes += strlen( $chunk );
		if ( $bytes >> 28 > $told ) {
			$told = $bytes >> 28;
			say( ( $bytes >> 20 ) . ' MiB of files' );
		}
	}
	if ( pclose( $tar ) > 1 ) {
		fail( EXIT_UNAVAILABLE, 'not all files could be read; no archive was put there' );
	}
	if ( $options['for-import'] ) {
		$output->write( $frame( '' ) . "end\n" );
	}
	$output->close();
	say( 'files: ' . ( $bytes >> 20 ) . ' MiB' );
} catch ( AwsFailure $failure ) {
	fail( EXIT_UNAVAILABLE, $failure->getMessage() );
}
