<?php
/**
 * wp-image import-files: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';
require_once dirname( __DIR__ ) . '/import/import-input.php';
require_once dirname( __DIR__ ) . '/import/import-place.php';
require_once dirname( __DIR__ ) . '/import/staged-files.php';
require_once dirname( __DIR__ ) . '/import/tar-entries.php';
require_once dirname( __DIR__ ) . '/import/zip-entries.php';

const HELP = <<<'TEXT'
	Usage: wp-image import-files [--import=IMPORT] [--root=FOLDER] [--drop-ins] [--to-site] [--hold] {<archives | --from-bucket=ADDRESS}
	       wp-image import-files --code-of=IMPORT >code.tar
	       wp-image import-files --switch=IMPORT | --complete | --drop

	Takes a site's files from archives in place of those that are there: uploads, and with WP_CONTENT_MODE=mutable themes, plugins,
	must-use plugins, languages and drop-ins. `npm run import` sends the archives, as import/sent-archives.php says.

	The files are laid down beside the site's; then each theme, each plugin and each folder of uploads changes places by renaming. Until
	then the site is as it was, and so it stays when the import fails or is stopped. Files of WordPress itself, wp-config.php,
	caches, backups, links and PHP among uploads are left out and named.

	  --import=IMPORT   a name for this import
	  --root=FOLDER     where the site is in the archives; it is found where there is one
	  --drop-ins        also advanced-cache.php, db.php and object-cache.php, which lead to the former host's servers
	  --from-bucket=ADDRESS  reads a gzip-packed object of S3 in place of standard input, with the rights of the task
	  --to-site         with WP_CONTENT_MODE=immutable: keeps the code for --code-of
	  --hold            lays the files down and goes: import-database --files=IMPORT, or --switch=IMPORT, lets them change places
	  --attended        standard input stays open behind the archives; its end stops the import
	  --code-of=IMPORT  writes the code of that import as a tar archive, and forgets it
	  --switch=IMPORT   lets the files of that import change places
	  --complete        takes back what a killed import has begun
	  --drop            forgets files that were laid down

	Exit codes: 0 done · 1 the site is as it was · 64 wrong arguments · 75 another import is running, or the database did not answer
	TEXT;

/** Names in one line of the report. */
const NAMES_SHOWN = 12;

$options = options( HELP, array( 'import' => '', 'root' => '', 'drop-ins' => false, 'from-bucket' => '', 'to-site' => false, 'hold' => false, 'attended' => false, 'code-of' => '', 'switch' => '', 'complete' => false, 'drop' => false ) );
umask( 0022 );
try {
	$place = ImportPlace::of_this_site();
	if ( '' !== $options['code-of'] ) {
		write_code( $place, $options['code-of'] );
	}
	if ( $options['complete'] ) {
		$place->recover() && say( 'an import of files that was killed was taken back' );
		exit( EXIT_DONE );
	}
	$database = await_database( 60 );
	if ( ! lock_site( $database, 'import-files', 0 ) ) {
		fail( EXIT_TRY_AGAIN, 'another import is running' );
	}
	if ( $options['drop'] ) {
		$place->recover();
		$place->clear();
		exit( EXIT_DONE );
	}
	ImportStop::listen();
	if ( '' !== $options['switch'] ) {
		if ( null === $place->finished( $options['switch'] ) ) {
			throw new \RuntimeException( 'the files of this import are no longer there' );
		}
		change_places( $place );
		exit( EXIT_DONE );
	}
	if ( $options['to-site'] && $place->has_code ) {
		throw new \RuntimeException( 'the code of this site is on its volume (WP_CONTENT_MODE=mutable), where an import puts it: leave --to-site out' );
	}
	$place->begin();
	$files = new StagedFiles( $place->stage, trim( ContentPath::plain( $options['root'] ), '/' ), $place->has_code || $options['to-site'], $options['drop-ins'] );
	foreach ( ( new SentArchives( import_input( $options['from-bucket'] ) ) )->all() as $archive ) {
		say( "reading {$archive->name}" );
		$files->take( $archive, 'zip' === $archive->kind ? ( new ZipEntries( $archive, "{$place->stage}/archive" ) )->all() : ( new TarEntries( $archive ) )->all() );
	}
	if ( $options['attended'] ) {
		ImportStop::attend();
		ImportStop::check();
	}
	report( $files, $place, $options['to-site'] );
	if ( ! $place->has_code ) {
		set_code_aside( $place );
	}
	$place->finish( $options['import'], array( 'prefix' => $files->configuration?->prefix ) );
	if ( ! $options['hold'] ) {
		change_places( $place );
	}
} catch ( \RuntimeException $error ) {
	isset( $files ) && $place->clear();
	fail( EXIT_PROBLEM, $error->getMessage() . '; the site is as it was' );
}

/** @throws \RuntimeException when something cannot be moved */
function change_places( ImportPlace $place ): void {
	$switch = $place->switch();
	$switch->switch();
	tell_of_switch( $switch );
	$place->clear_but_code();
	passthru( __DIR__ . '/../commands/purge' );
	say( 'the files are in their places' );
}

function report( StagedFiles $files, ImportPlace $place, bool $to_site ): void {
	foreach ( $files->taken as $top => $sum ) {
		say( sprintf( '%s: %d %s, %.1f MiB', $top, $sum['files'], 1 === $sum['files'] ? 'file' : 'files', $sum['bytes'] / ( 1 << 20 ) ) );
	}
	if ( null !== $files->configuration ) {
		say( 'wp-config.php was read and left behind: ' . configuration_text( $files->configuration ) );
	}
	foreach ( $files->left_out as $reason => $names ) {
		say( "left out, $reason: " . names_text( $names ) );
	}
	if ( array() !== $files->dumps ) {
		say( 'dumps of databases were left out: ' . implode( ', ', array_map( ContentPath::shown( ... ), array_slice( $files->dumps, 0, NAMES_SHOWN ) ) ) . '; unpack the one that is meant, and import it too' );
	}
	if ( array() !== $files->code ) {
		ksort( $files->code );
		say( 'the code of this site comes with its image, so that these belong in the folder site/ of the project (npm run import -- --to-site copies them): ' . names_text( array_map( static fn (): int => 1, $files->code ) ) );
	}
}

function configuration_text( FormerConfiguration $configuration ): string {
	$shown = array();
	foreach ( array_filter( $configuration->constants, 'is_string' ) as $name => $value ) {
		$shown[] = "$name=" . ContentPath::shown( $value );
	}
	$hidden = array_keys( array_filter( $configuration->constants, 'is_null' ) );
	$parts  = array( null === $configuration->prefix ? 'no prefix of tables' : "prefix {$configuration->prefix}" );
	if ( array() !== $shown ) {
		$parts[] = 'constants ' . implode( ', ', $shown );
	}
	if ( array() !== $hidden ) {
		$parts[] = 'without their values ' . implode( ', ', array_map( ContentPath::shown( ... ), $hidden ) );
	}
	return implode( '; ', $parts );
}

/** @param array<string, int> $names how often */
function names_text( array $names ): string {
	$shown = array();
	foreach ( array_slice( $names, 0, NAMES_SHOWN, true ) as $name => $times ) {
		$shown[] = ContentPath::shown( (string) $name ) . ( $times > 1 ? " ($times files)" : '' );
	}
	$more = count( $names ) - count( $shown );
	return implode( ', ', $shown ) . ( $more > 0 ? " and $more more" : '' );
}

/** Uploads alone change places where the code is the image's. */
function set_code_aside( ImportPlace $place ): void {
	mkdir( "{$place->stage}/code", 0755, true );
	foreach ( array_diff( scandir( "{$place->stage}/content" ), array( '.', '..', 'uploads' ) ) as $top ) {
		rename( "{$place->stage}/content/$top", "{$place->stage}/code/$top" );
	}
}

/** @throws \RuntimeException where no such code was laid down */
function write_code( ImportPlace $place, string $import ): never {
	if ( null === $place->finished( $import ) || ! is_dir( "{$place->stage}/code" ) ) {
		throw new \RuntimeException( 'the code of this import is no longer there' );
	}
	passthru( 'tar -c -C ' . escapeshellarg( "{$place->stage}/code" ) . ' .', $code );
	$place->forget_code();
	exit( $code );
}
