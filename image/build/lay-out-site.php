<?php
/**
 * lay-out-site.php SITE PACKAGES RESULT: checks what the project's site/ brings, with the packages of its composer.json, and
 * lays it out in RESULT as it lies in the image. Prints every problem and ends with 1 when there is one.
 */

namespace WpImage;

require '/usr/lib/wp-image/php/Contract.php';
require '/usr/lib/wp-image/php/SiteUnit.php';

const WORDPRESS = '/usr/src/wordpress/wp-content';
const SHARE     = '/usr/share/wp-image';

[, $site, $packages, $result] = $argv;
$problems = array();

/** @return list<string> names in a directory, without hidden ones and READMEs; none where it is not there */
function names_in( string $directory ): array {
	$names = is_dir( $directory ) ? scandir( $directory ) : array();
	return array_values( array_filter( $names, static fn ( string $name ): bool => '.' !== $name[0] && 'README.md' !== $name ) );
}

/** What WordPress takes for a header: the first 8 kB of a file hold "NAME:". */
function has_header( string $file, string $name ): bool {
	return is_file( $file ) && preg_match( '/^[ \t\/*#@<?php]*' . $name . ':\s*\S/mi', (string) file_get_contents( $file, length: 8192 ) );
}

/** What is wrong with a theme or a plugin, if anything. */
function problem_of( string $kind, string $path ): ?string {
	if ( 'themes' === $kind ) {
		return has_header( "$path/style.css", 'Theme Name' ) ? null : 'no style.css with a header "Theme Name"';
	}
	$files = is_dir( $path ) ? glob( "$path/*.php" ) : array( $path );
	foreach ( $files as $file ) {
		if ( has_header( $file, 'Plugin Name' ) ) {
			return null;
		}
	}
	return 'no PHP file with a header "Plugin Name"';
}

/** @var array<string, array{from: string, said: string}> what goes where below wp-content */
$units = array();
$add   = static function ( string $unit, string $from, string $said ) use ( &$units, &$problems ): void {
	if ( isset( $units[ $unit ] ) ) {
		$problems[] = "$unit comes from {$units[ $unit ]['said']} and from $said: one must go";
	} elseif ( file_exists( WORDPRESS . "/$unit" ) ) {
		$problems[] = "$said: WordPress itself brings $unit; take another name";
	} else {
		$units[ $unit ] = array( 'from' => $from, 'said' => $said );
	}
};

foreach ( array( 'themes', 'plugins', 'mu-plugins' ) as $kind ) {
	foreach ( names_in( "$site/$kind" ) as $name ) {
		$add( "$kind/$name", "$site/$kind/$name", "site/$kind/$name" );
	}
}
foreach ( SiteUnit::filesBelow( "$site/languages" ) as $file ) {
	if ( preg_match( '/\.(?:mo|po|json|l10n\.php)$/', $file ) ) {
		$add( "languages$file", "$site/languages$file", "site/languages$file" );
	}
}

// Packages: where Composer has put them, by their type.
$kinds     = array( 'wordpress-plugin' => 'plugins', 'wordpress-theme' => 'themes', 'wordpress-muplugin' => 'mu-plugins' );
$installed = "$packages/vendor/composer/installed.json";
$linked    = array();
foreach ( is_file( $installed ) ? json_decode( file_get_contents( $installed ), true )['packages'] : array() as $package ) {
	$kind = $kinds[ $package['type'] ] ?? null;
	$path = isset( $package['install-path'] ) ? realpath( dirname( $installed ) . "/{$package['install-path']}" ) : false;
	if ( null === $kind || false === $path ) {
		continue;
	}
	$unit            = "$kind/" . ( $package['extra']['installer-name'] ?? basename( $path ) );
	$linked[ $path ] = $unit;
	$add( $unit, $path, "site/composer.json's {$package['name']}" );
}

// Zips: a theme or a plugin each.
if ( names_in( "$site/zips" ) !== array() ) {
	$listed = array();
	foreach ( is_file( "$site/zips/SHA256SUMS" ) ? file( "$site/zips/SHA256SUMS", FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES ) : array() as $line ) {
		[$hash, $name]   = preg_split( '/\s+\*?/', $line, 2 ) + array( '', '' );
		$listed[ $name ] = strtolower( $hash );
	}
	foreach ( glob( "$site/zips/*.zip" ) as $file ) {
		$name = basename( $file );
		$said = "site/zips/$name";
		if ( ( $listed[ $name ] ?? '' ) !== hash_file( 'sha256', $file ) ) {
			$problems[] = "$said: " . ( isset( $listed[ $name ] ) ? 'another hash than in SHA256SUMS' : 'no hash in site/zips/SHA256SUMS' );
			continue;
		}
		$zip = new \ZipArchive();
		if ( true !== $zip->open( $file ) ) {
			$problems[] = "$said is no zip";
			continue;
		}
		$roots = array();
		for ( $at = 0; $at < $zip->numFiles; $at++ ) {
			$roots[ explode( '/', $zip->getNameIndex( $at ) )[0] ] = true;
		}
		unset( $roots['__MACOSX'] );
		$root = array_key_first( $roots );
		if ( count( $roots ) !== 1 || in_array( $root, array( '', '.', '..' ), true ) ) {
			$problems[] = "$said must hold one folder, the theme or the plugin";
			continue;
		}
		// The check before the build refuses names that would lie outside of the directory; PHP leaves them out.
		$to = "/zips/$name";
		mkdir( $to, 0755, true );
		$zip->extractTo( $to );
		$kind = has_header( "$to/$root/style.css", 'Theme Name' ) ? 'themes' : 'plugins';
		$add( "$kind/$root", "$to/$root", $said );
	}
}

foreach ( $units as $unit => [ 'from' => $from, 'said' => $said ] ) {
	[$kind]  = explode( '/', $unit );
	$problem = in_array( $kind, array( 'themes', 'plugins' ), true ) ? problem_of( $kind, $from ) : null;
	if ( null !== $problem ) {
		$problems[] = "$said: $problem";
	}
}

// php -l of what a person edits, a few hundred files at a time.
$php_files = array();
foreach ( array( 'themes', 'plugins', 'mu-plugins', 'wp-config.d' ) as $kind ) {
	foreach ( SiteUnit::filesBelow( "$site/$kind" ) as $file ) {
		if ( str_ends_with( $file, '.php' ) ) {
			$php_files[] = "$site/$kind$file";
		}
	}
}
foreach ( array_chunk( $php_files, 500 ) as $chunk ) {
	exec( 'php8.4 -n -d display_errors=stdout -d log_errors=0 -l ' . implode( ' ', array_map( 'escapeshellarg', $chunk ) ), $lines );
	foreach ( preg_grep( '/^(?:PHP )?(?:Parse|Fatal) error:/', $lines ) as $line ) {
		$problems[] = preg_replace( '~^(?:PHP )?(.*) in /(site/\S+) on line (\d+)$~', '$2:$3: $1', $line );
	}
	$lines = array();
}

/** Copies a file or a directory; links become what they point at. */
function copy_to( string $from, string $to ): void {
	is_dir( dirname( $to ) ) || mkdir( dirname( $to ), 0755, true );
	exec( 'cp -RL ' . escapeshellarg( $from ) . ' ' . escapeshellarg( $to ) . ' 2>&1', $output, $code );
	if ( 0 !== $code ) {
		fwrite( STDERR, implode( "\n", $output ) . "\n" );
		exit( 1 );
	}
}

mkdir( $result, 0755, true );
if ( is_file( "$site/php.ini" ) ) {
	$text = file_get_contents( "$site/php.ini" );
	preg_match_all( '/^\s*(' . implode( '|', array_map( 'preg_quote', Contract::of( 'phpIni' ) ) ) . ')\s*=/mi', $text, $found );
	foreach ( $found[1] as $key ) {
		$problems[] = "site/php.ini: $key is the image's own; see docs/settings.md for the setting";
	}
	if ( false === @parse_ini_string( $text, false, INI_SCANNER_RAW ) ) {
		$problems[] = 'site/php.ini: ' . ( error_get_last()['message'] ?? 'cannot be read' );
	}
	foreach ( array( 'fpm', 'cli' ) as $sapi ) {
		copy_to( "$site/php.ini", "$result/etc/php/8.4/$sapi/conf.d/99-site.ini" );
	}
}
// What masked dumps hide; checked before the build.
if ( is_file( "$site/masking.json" ) ) {
	copy_to( "$site/masking.json", $result . SHARE . '/masking.json' );
}
foreach ( glob( "$site/wp-config.d/*.php" ) as $file ) {
	copy_to( $file, "$result/etc/wp.d/" . basename( $file ) );
}
foreach ( glob( "$site/nginx.d/*.conf" ) as $file ) {
	foreach ( array( '', $result ) as $root ) {
		copy_to( $file, "$root/etc/nginx/site.d/" . basename( $file ) );
	}
}
if ( is_dir( '/etc/nginx/site.d' ) ) {
	// A configuration of an example site is enough for nginx to read the snippets.
	$settings = 'WORDPRESS_DB_HOST=d WORDPRESS_DB_NAME=d WORDPRESS_DB_USER=d WORDPRESS_DB_PASSWORD=d WP_HOME=https://www.example.com WP_CONTENT_MODE=immutable WP_SECRET_SEED=' . str_repeat( '0', 32 );
	exec( "mkdir -p /run/wp && env -i PATH=\"\$PATH\" $settings sh -c '/usr/lib/wp-image/configure && nginx -t -q -e stderr -c /run/wp/nginx.conf' 2>&1", $lines, $code );
	$faults = preg_grep( '/\[(?:emerg|alert|crit)\]/', $lines );
	foreach ( 0 === $code ? array() : ( $faults ?: $lines ) as $line ) {
		$problems[] = 'site/nginx.d: ' . preg_replace( array( '/^.*?\[emerg\] \d+#\d+: |^.*?\[emerg\] /', '~/etc/nginx/site\.d/~' ), array( '', 'site/nginx.d/' ), $line );
	}
}

if ( array() !== $problems ) {
	fwrite( STDERR, 'site/ cannot be built, ' . count( $problems ) . ( 1 === count( $problems ) ? ' problem' : ' problems' ) . ":\n  " . implode( "\n  ", $problems ) . "\n" );
	exit( 1 );
}

if ( array() !== $units ) {
	ksort( $units, SORT_STRING );
	$manifest = '';
	mkdir( $result . SHARE . '/site-units', 0755, true );
	foreach ( $units as $path => [ 'from' => $from ] ) {
		$unit = new SiteUnit( $path );
		copy_to( $from, $result . WORDPRESS . "/$path" );
		$list      = SiteUnit::listOf( $result . WORDPRESS . "/$path" );
		$manifest .= hash( 'sha256', $list ) . " $path\n";
		file_put_contents( $result . SHARE . "/site-units/{$unit->listName()}", $list );
	}
	file_put_contents( $result . SHARE . '/site', $manifest );
}
// Libraries: their autoloader finds a theme or a plugin, which has moved, by a link at its former place.
if ( is_file( "$packages/vendor/autoload.php" ) ) {
	$library = $result . SHARE . '/composer';
	copy_to( "$packages/vendor", "$library/vendor" );
	foreach ( $linked as $path => $unit ) {
		$place = $library . substr( $path, strlen( $packages ) );
		exec( 'rm -rf ' . escapeshellarg( $place ) );
		is_dir( dirname( $place ) ) || mkdir( dirname( $place ), 0755, true );
		symlink( WORDPRESS . "/$unit", $place );
	}
}
exec( 'find ' . escapeshellarg( $result ) . ' -type d -exec chmod 755 {} + -o -type f -exec chmod 644 {} +' );
printf( "site/: %d themes, plugins and files\n", count( $units ) );
