<?php
define("FROM_SITE","yes");
