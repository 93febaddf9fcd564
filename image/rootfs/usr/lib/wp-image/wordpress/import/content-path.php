<?php
/**
 * Where a file of an archive belongs: in which of the content folders that the archive has, and at which path below it. Archives
 * hold a whole account (cPanel: homedir/public_html/wp-content/…), a web root, wp-content's content (UpdraftPlus: plugins/…), or uploads
 * alone (2024/05/…).
 */

namespace WpImage;

final readonly class ContentPath {
	const FOLDER = 'wp-content';

	/** Folders of a content folder that WordPress itself knows. */
	const KNOWN = array( 'uploads', 'themes', 'plugins', 'mu-plugins', 'languages' );

	/** Code, which runs; in all other folders PHP has no business. */
	const CODE = array( 'themes', 'plugins', 'mu-plugins', 'languages' );

	/** Files in a content folder that WordPress runs (wp-includes/load.php, `get_dropins()` in wp-admin). */
	const DROP_INS = array( 'db-error.php', 'fatal-error-handler.php', 'install.php', 'maintenance.php', 'php-error.php', 'sunrise.php', 'blog-deleted.php', 'blog-inactive.php', 'blog-suspended.php' );

	/** Those that lead to the former host's cache or database. */
	const DROP_INS_OF_THE_HOST = array( 'advanced-cache.php', 'db.php', 'object-cache.php' );

	/** Folders in a content folder, and in uploads, that a site makes again or that only hold copies of it. */
	const PASSING = '~^(?:uploads/)?(?:cache|et-cache|wphb-cache|litespeed|lscache|wp-rocket-config|w3tc-config|upgrade|upgrade-temp-backup|wflogs|backup|backups|backup-db|backups-dup-(?:lite|pro)|backup-[\w-]+|updraft|ai1wm-backups|wpvividbackups|wpvivid_\w+|backwpup[\w-]*|backupbuddy_\w+|pb_backupbuddy|wp-clone|wp-migrate-db|wp-staging|jetpack-waf)/~i';

	/** Files that are a log, or a system's own. */
	const NOISE = '~(?:^|/)(?:error_log|php_errorlog|(?:debug|error|errors|php_error|php-error)\.log(?:\.\d+)?|\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX|\._[^/]*|\.user\.ini|php\.ini|\.htaccess|\.htpasswd|web\.config)(?:/|$)~i';

	const TOOLS = '~(?:^|/)(\.git|\.svn|\.hg|\.idea|\.vscode|node_modules)(?:/|$)~';

	/** Names of files that some server runs (image: nginx/wp-image/locations.conf). */
	const RUNS = '~\.(?:php\d*|phps|phtml?|pht|phar|hphp)(?:\.|$)|\.(?:inc|cgi|pl|py|sh|shtml|asp|aspx|jsp)$~i';

	/**
	 * @param string $folder the content folder in the archive; empty where the archive has its content alone
	 * @param string $path   below it
	 */
	private function __construct( public string $folder, public string $path ) {}

	/**
	 * The path of an entry without what leads nowhere: a slash or "./" at its begin, doubled slashes.
	 *
	 * @throws \RuntimeException where it leads out of its folder
	 */
	public static function plain( string $path ): string {
		$parts = array_filter( explode( '/', $path ), static fn ( string $part ): bool => '' !== $part && '.' !== $part );
		if ( in_array( '..', $parts, true ) ) {
			throw new \RuntimeException( 'an archive whose paths lead out of it is not taken: ' . self::shown( $path ) );
		}
		return implode( '/', $parts );
	}

	/** @param string $root where the site is in the archive; empty where it shall be found */
	public static function of( string $path, string $root ): ?self {
		if ( '' !== $root ) {
			if ( ! str_starts_with( $path, "$root/" ) ) {
				return null;
			}
			$below = substr( $path, strlen( $root ) + 1 );
			if ( str_starts_with( $below, self::FOLDER . '/' ) ) {
				return new self( "$root/" . self::FOLDER, substr( $below, strlen( self::FOLDER ) + 1 ) );
			}
			return self::is_content( $below ) ? new self( $root, $below ) : null;
		}
		if ( preg_match( '~^((?:.*?/)?' . self::FOLDER . ')/(.+)$~s', $path, $match ) ) {
			return new self( $match[1], $match[2] );
		}
		if ( preg_match( '~^\d{4}/(?:0[1-9]|1[0-2])/.~', $path ) ) {
			return new self( '', "uploads/$path" );
		}
		return self::is_content( $path ) ? new self( '', $path ) : null;
	}

	/** Whether a path begins as in a content folder. */
	private static function is_content( string $path ): bool {
		return self::is_drop_in( $path ) || ( str_contains( $path, '/' ) && in_array( strstr( $path, '/', true ), self::KNOWN, true ) );
	}

	public static function is_drop_in( string $path ): bool {
		return in_array( $path, array( ...self::DROP_INS, ...self::DROP_INS_OF_THE_HOST ), true );
	}

	/** The first part of the path. */
	public function top(): string {
		return explode( '/', $this->path )[0];
	}

	/** Whether the file is code of the site. */
	public function is_code(): bool {
		return in_array( $this->top(), self::CODE, true );
	}

	/** Why the file is left out, and how it is named then: [reason, name]. @return array{string, string}|null */
	public function left_out( bool $with_drop_ins ): ?array {
		return match ( true ) {
			1 === preg_match( self::PASSING, $this->path, $match ) => array( 'caches and backups', rtrim( $match[0], '/' ) ),
			1 === preg_match( self::NOISE, $this->path )           => array( 'logs and settings of the former host', $this->path ),
			1 === preg_match( self::TOOLS, $this->path, $match, PREG_OFFSET_CAPTURE ) => array( 'files of tools', substr( $this->path, 0, $match[1][1] + strlen( $match[1][0] ) ) ),
			'index.php' === $this->path                            => array( "WordPress's own", $this->path ),
			! str_contains( $this->path, '/' )                     => $this->lone_file( $with_drop_ins ),
			! $this->is_code() && 1 === preg_match( self::RUNS, basename( $this->path ) ) => array( 'programs among uploads', $this->path ),
			default                                                => null,
		};
	}

	/** The same for an empty folder. @return array{string, string}|null */
	public function left_out_folder(): ?array {
		return ( new self( $this->folder, "{$this->path}/-" ) )->left_out( false );
	}

	/** @return array{string, string}|null */
	private function lone_file( bool $with_drop_ins ): ?array {
		return match ( true ) {
			in_array( $this->path, self::DROP_INS, true )             => null,
			in_array( $this->path, self::DROP_INS_OF_THE_HOST, true ) => $with_drop_ins ? null : array( "drop-ins of the former host's cache or database (--drop-ins takes them)", $this->path ),
			default                                                   => array( 'files beside plugins, themes and uploads', $this->path ),
		};
	}

	/** A name for a line of text. */
	public static function shown( string $name ): string {
		$text = preg_replace( '/[\x00-\x1f\x7f]/', '?', mb_scrub( $name, 'UTF-8' ) );
		return mb_strlen( $text ) > 120 ? mb_substr( $text, 0, 120 ) . '…' : $text;
	}
}
